import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { createPool, findChromium, type PageAnswer, type PageRequest, type Pool, type PoolOptions, type Shot } from '@coset/render/browser'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'

const ORIGIN = 'https://pictures.invalid'
const forever = new AbortController().signal
const found = findChromium(process.env)
const executable = found.kind === 'found' ? found.path : ''

const html = (body: string, more: Readonly<Record<string, string>> = {}): PageAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/html', ...more },
  body: Buffer.from(`<!doctype html><title>x</title><body style="margin:0">${body}`),
})
const READY = '<script>document.documentElement.setAttribute("data-ready", "true")</script>'

const pools: Pool[] = []
const poolOf = (answer: (request: PageRequest) => PageAnswer | Promise<PageAnswer>, more: Partial<PoolOptions> = {}): Pool => {
  const pool = createPool({
    ...{ executable, origin: ORIGIN, tokenHeader: 'x-picture-token', pages: 1, memoryMb: 123, deadlineMs: 30_000, idleMs: 30_000, picturesEach: 50 },
    answer: async (request) => answer(request),
    ...more,
  })
  pools.push(pool)
  return pool
}
const shot = (more: Partial<Shot> = {}): Shot => ({
  ...{ url: '/page', token: async () => 'the-token', width: 400, height: 300, kind: 'png', scale: 1, waitFor: 'data-ready' },
  ...more,
})

/** Processes of browsers that this one started. */
const browsers = (): readonly { readonly pid: number; readonly command: string; readonly environment: string }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        if (Number(parent) !== process.pid || !command.includes('--remote-debugging-pipe')) return []
        return [{ pid: Number(name), command, environment: readFileSync(`/proc/${name}/environ`, 'utf8') }]
      } catch {
        return [] // it ended in the meantime
      }
    })
const only = () => {
  const [one, ...others] = browsers()
  if (one === undefined || others.length > 0) throw new Error(`${others.length + (one === undefined ? 0 : 1)} browsers`)
  return one
}
const sizeOf = (png: Uint8Array): readonly number[] => {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}
const gone = async (): Promise<void> => {
  for (let i = 0; i < 100 && browsers().length > 0; i += 1) await new Promise((done) => setTimeout(done, 100))
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
  await gone()
})

describe('the pool', () => {
  test('a page becomes a picture of its size, as fine as is asked, or as high as the page is', async () => {
    const pool = poolOf(() => html(`<div style="height:2345px;background:red"></div>${READY}`))
    expect(browsers()).toEqual([])
    expect(sizeOf(await pool.shoot(shot(), forever))).toEqual([400, 300])
    expect(sizeOf(await pool.shoot(shot({ scale: 2 }), forever))).toEqual([800, 600])
    expect(sizeOf(await pool.shoot(shot({ scale: 0.5 }), forever))).toEqual([200, 150])
    expect(sizeOf(await pool.shoot(shot({ height: null }), forever))).toEqual([400, 2345])
    expect(sizeOf(await pool.shoot(shot({ height: null, mostHeight: 1000, scale: 0.5 }), forever))).toEqual([200, 500])
    const pdf = Buffer.from(await pool.shoot(shot({ height: null, kind: 'pdf' }), forever)).toString('latin1')
    expect(pdf.slice(0, 5)).toBe('%PDF-')
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1)
  })

  test('of a page without end as much as can be drawn, and less finely where it is high', async () => {
    const pool = poolOf(({ path }) => html(`<div style="height:${path.slice(1)}px;background:linear-gradient(red,blue)"></div>${READY}`))
    expect(sizeOf(await pool.shoot(shot({ url: '/12000', height: null, scale: 2 }), forever))).toEqual([400, 12_000])
    expect(sizeOf(await pool.shoot(shot({ url: '/900000', height: null, scale: 2 }), forever))).toEqual([400, 16_000])
  })

  test('the token goes with requests, is not in the page, and cookies are not kept', async () => {
    const asked: PageRequest[] = []
    const seen = `<script>fetch('/seen?' + document.cookie + '-' + location.href.includes('token')).then(() => { ${READY.slice(8, -9)} })</script>`
    const pool = poolOf((request) => {
      asked.push(request)
      return html(seen, { 'set-cookie': 'session=x; path=/' })
    })
    await pool.shoot(shot(), forever)
    await pool.shoot(shot(), forever)
    expect(asked.map(({ path }) => path)).toEqual(['/page', '/seen?-false', '/page', '/seen?-false'])
    for (const { headers } of asked) {
      expect(headers['x-picture-token']).toBe('the-token')
      expect(headers['cookie']).toBeUndefined()
    }
  })

  test('its scripts have so much memory, and its process nothing of our environment', async () => {
    process.env['COSET_SECRET_KEY'] = 'not for browsers'
    const pool = poolOf(() => html(READY))
    await pool.shoot(shot(), forever)
    const { command, environment } = only()
    expect(command).toContain('--js-flags=--max-old-space-size=123')
    for (const flag of ['--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage']) expect(command).toContain(flag)
    expect(command.includes('--no-sandbox')).toBe(process.getuid?.() === 0)
    expect(environment).not.toContain('COSET_')
    delete process.env['COSET_SECRET_KEY']
  })

  test('ten at once share two pages, and none is lost', async () => {
    let now = 0
    let most = 0
    const pool = poolOf(
      async ({ path }) => {
        // A browser asks for an icon, too
        if (path !== '/page') return html('')
        now += 1
        most = Math.max(most, now)
        await new Promise((done) => setTimeout(done, 50))
        now -= 1
        return html(READY)
      },
      { pages: 2 },
    )
    const pictures = await Promise.all(Array.from({ length: 10 }, () => pool.shoot(shot(), forever)))
    expect(pictures.map(sizeOf)).toEqual(Array.from({ length: 10 }, () => [400, 300]))
    expect(most).toBeLessThanOrEqual(2)
    expect([pool.mostOpen, pool.open]).toEqual([2, 0])
    expect(browsers()).toHaveLength(1)
  })

  test('a deadline, a signal, a page that fails and one that is refused end the picture, not the pool', async () => {
    const pool = poolOf(({ path }) => (path === '/never' ? html('<script>for(;;){}</script>') : path === '/no' ? { ...html(''), status: 403 } : html(READY)), {
      deadlineMs: 4000,
    })
    await expect(pool.shoot(shot({ url: '/never' }), forever)).rejects.toThrow('longer than 4 s')
    const stop = new AbortController()
    setTimeout(() => stop.abort(new Error('nobody waits')), 500)
    await expect(pool.shoot(shot({ url: '/never' }), stop.signal)).rejects.toThrow('nobody waits')
    await expect(pool.shoot(shot({ url: '/no' }), forever)).rejects.toThrow('status 403')
    expect(sizeOf(await pool.shoot(shot(), forever))).toEqual([400, 300])
    expect(pool.open).toBe(0)
  })

  test('a browser that is killed in the middle ends that picture; the next has a new one', async () => {
    const pool = poolOf(({ path }) => html(path === '/page' ? READY : ''))
    await pool.shoot(shot(), forever)
    const first = only().pid
    const ending = expect(pool.shoot(shot({ url: '/waits' }), forever)).rejects.toThrow()
    await new Promise((done) => setTimeout(done, 500))
    process.kill(first, 'SIGKILL')
    await ending
    expect(sizeOf(await pool.shoot(shot(), forever))).toEqual([400, 300])
    expect(only().pid).not.toBe(first)
  })

  test('a page without end of memory ends alone', async () => {
    const greedy = '<script>const all = []; for (;;) all.push(new Array(100000).fill({}))</script>'
    const pool = poolOf(({ path }) => html(path === '/greedy' ? greedy : READY), { memoryMb: 64 })
    await expect(pool.shoot(shot({ url: '/greedy' }), forever)).rejects.toThrow(/memory or crashed|crash/i)
    expect(sizeOf(await pool.shoot(shot(), forever))).toEqual([400, 300])
  })

  test('a browser is replaced after its pictures, and ends when nobody needs it', async () => {
    const pool = poolOf(() => html(READY), { picturesEach: 2, idleMs: 300 })
    await pool.shoot(shot(), forever)
    const first = only().pid
    await pool.shoot(shot(), forever)
    await gone()
    await pool.shoot(shot(), forever)
    expect(only().pid).not.toBe(first)
    await gone()
    expect(browsers()).toEqual([])
  })
})

describe('38: a hostile page', () => {
  let other: Server
  let port = 0
  const heard: string[] = []
  beforeAll(async () => {
    other = createServer((socket) => {
      heard.push('a connection')
      socket.destroy()
    })
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready))
    port = (other.address() as { port: number }).port
    return () => other.close()
  })

  const hosts = (): readonly string[] => [`127.0.0.1:${port}`, `localhost:${port}`]
  const attacks = (): readonly string[] =>
    hosts().flatMap((host) => [
      `<img src="http://${host}/img"><link rel="stylesheet" href="http://${host}/css"><link rel="icon" href="http://${host}/icon">`,
      `<link rel="preconnect" href="http://${host}"><link rel="dns-prefetch" href="http://${host}"><link rel="prefetch" href="http://${host}/prefetch">`,
      `<style>@import "http://${host}/import"; body { background: url(http://${host}/bg) } @font-face { font-family: x; src: url(http://${host}/f) } p { font-family: x }</style><p>x</p>`,
      `<iframe src="http://${host}/frame"></iframe><object data="http://${host}/object"></object><video src="http://${host}/video" autoplay></video>`,
      `<form method="post" action="http://${host}/form" target="other"></form><script>document.forms[0].submit()</script>`,
      `<script>fetch('http://${host}/fetch', { method: 'POST', body: 'x', mode: 'no-cors', credentials: 'include' }).catch(() => 0)</script>`,
      `<script>navigator.sendBeacon('http://${host}/beacon', 'x'); new WebSocket('ws://${host}/ws'); new EventSource('http://${host}/events')</script>`,
      `<script>window.open('http://${host}/open'); new Worker(URL.createObjectURL(new Blob(["fetch('http://${host}/worker',{mode:'no-cors'}); new WebSocket('ws://${host}/w')"])))</script>`,
      `<script>const c = new RTCPeerConnection({ iceServers: [{ urls: 'turn:${host}?transport=tcp', username: 'x', credential: 'y' }] }); c.createDataChannel('x'); c.createOffer().then((o) => c.setLocalDescription(o))</script>`,
      `<script>fetch('/redirect?http://${host}/redirected').catch(() => 0)</script><img src="/redirect?http://${host}/redirected-img"><iframe src="/redirect?http://${host}/redirected-frame"></iframe>`,
      `<script>navigator.serviceWorker?.register('/worker.js').catch(() => 0)</script><a ping="http://${host}/ping" href="#x" id="a">x</a><script>document.getElementById('a').click()</script>`,
    ])

  /** Gives what was started the time to arrive. */
  const LATER = '<script>setTimeout(() => document.documentElement.setAttribute("data-ready", "true"), 700)</script>'
  const answer =
    (body: string) =>
    ({ path }: PageRequest): PageAnswer =>
      path.startsWith('/redirect?') ? { status: 302, headers: { location: path.slice(10) }, body: Buffer.alloc(0) } : html(path === '/page' ? body : '')

  test('38: pictures, styles, scripts, sockets, workers, redirects and forms of it reach nobody', async () => {
    for (const attack of attacks()) {
      // Some of them are answered with an error, some are left out of the picture: nothing may arrive
      await poolOf(answer(attack + LATER))
        .shoot(shot(), forever)
        .catch(() => undefined)
      expect(heard, attack).toEqual([])
    }
  })

  test('38: a page that leads elsewhere, to files or to data is no picture', async () => {
    const away = [
      `<meta http-equiv="refresh" content="0;url=http://127.0.0.1:${port}/meta">`,
      `<script>location.href = 'http://127.0.0.1:${port}/location'</script>`,
      '<script>location.href = "file:///etc/passwd"</script>',
      '<iframe src="file:///etc/passwd"></iframe>',
      '<script>location.href = "data:text/html,<p>x"</script>',
    ]
    for (const body of away) {
      const pool = poolOf(answer(body + LATER))
      const picture = await pool.shoot(shot(), forever).then(
        (png) => Buffer.from(png).toString('base64'),
        () => null,
      )
      const blank = await pool.shoot(shot({ url: '/redirect?/page' }), forever).catch((error: Error) => error.message)
      expect(blank).toMatch(/ERR_BLOCKED|somewhere else/)
      // Refused links leave the page where it is, white
      if (picture !== null) expect(picture.length, body).toBeLessThan(8000)
      expect(heard, body).toEqual([])
    }
    const framed = poolOf(answer(`<iframe src="data:text/html,<p>x"></iframe>${LATER}`))
    await expect(framed.shoot(shot(), forever)).rejects.toThrow('somewhere else')
  })
})

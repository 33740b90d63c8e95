import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Undeliverable } from '@coset/core'
import { until } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { type Arrived, channelConformance } from '../conformance.ts'
import type { Channel, ChannelSettings } from '../port.ts'
import { verifySignature } from '../signature.ts'
import { selfSigned } from '../testing/certificate.test-support.ts'
import { deadPort } from '../testing/http.test-support.ts'
import { everyByte, failed, file, notice, settings, to } from '../testing/notice.test-support.ts'
import { webhookChannel } from './index.ts'
import { webhookMember } from './member.ts'
import { type Hook, playReceiver, type Receiver, readHook } from './receiver.test-support.ts'

const SECRET = 'shared-secret-of-the-hook'
const LIMITS = { timeout: 1500, backoff: 10 }
const signal = (): AbortSignal => new AbortController().signal
const local = (change: Partial<ChannelSettings['webhook']> = {}): ChannelSettings =>
  settings({ webhook: { secret: SECRET, httpsOnly: false, allowPrivateAddresses: true, ...change } })

const asArrived = async (hook: Hook): Promise<Arrived> => {
  const { fields, files } = await readHook(hook)
  const known = new Set(['name', 'header', 'text', 'description', 'url'])
  return {
    text: [fields['name'], fields['text'], fields['description']].join('\n'),
    links: [fields['url']].filter((url): url is string => typeof url === 'string' && url !== ''),
    live: [...Object.keys(fields).filter((key) => !known.has(key)), ...Object.keys(hook.headers).filter((key) => /injected|bcc/.test(key))],
    files,
  }
}

channelConformance('webhook', webhookMember, async () => {
  const receiver = await playReceiver()
  const path = 'services/T0001/TokenInThePath'
  return {
    settings: local(),
    target: to(`http://user:PassWord9@127.0.0.1:${receiver.port}/${path}?key=KeyInTheQuery`),
    secrets: [SECRET, 'TokenInThePath', 'KeyInTheQuery', 'PassWord9'],
    wrong: null,
    nobody: { settings: local(), target: to(`http://127.0.0.1:${await deadPort()}/${path}`) },
    brokenTarget: to('ftp://x.example/TokenInThePath'),
    arrived: () => Promise.all(receiver.taken.map(asArrived)),
    be: (trouble) => {
      receiver.intercept = (response) => {
        if (trouble === 'temporary') response.writeHead(503).end(`${SECRET} ${path}`)
        if (trouble === 'final') response.writeHead(400).end(`${SECRET} ${path}`)
        return trouble !== 'none'
      }
    },
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  }
})

const failure = async (work: Promise<unknown>): Promise<Undeliverable> => {
  const error = await failed(work)
  if (!(error instanceof Undeliverable)) throw error
  return error
}

const withReceiver = async (
  work: (receiver: Receiver, channel: Channel, url: string) => Promise<void>,
  change: Partial<ChannelSettings['webhook']> = {},
): Promise<void> => {
  await using receiver = await playReceiver()
  const channel = webhookChannel(local(change), LIMITS)
  await work(receiver, channel, `http://127.0.0.1:${receiver.port}/hook`)
  await channel.close()
}

describe('what is posted', () => {
  test('JSON with exactly these members, signed over the bytes', async () => {
    await withReceiver(async (receiver, channel, url) => {
      const report = notice({ kind: 'alert', source: { chartId: 5, dashboardId: null, scheduleId: 1, format: 'TEXT' } })
      await channel.send(report, to(url), signal())
      const [hook] = receiver.taken
      expect(JSON.parse(hook?.body.toString() ?? '')).toEqual({
        name: 'Sales by region',
        header: { notification_format: 'TEXT', notification_type: 'Alert', notification_source: 'chart', chart_id: 5, dashboard_id: null },
        text: '[Report] Sales by region',
        description: 'The week in numbers.',
        url: 'https://bi.example/dashboard/7?a=1&b=2',
      })
      expect(hook?.headers).toMatchObject({ 'content-type': 'application/json', 'x-coset-delivery': report.id })
      const signature = String(hook?.headers['x-coset-signature'])
      const [, time, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? []
      expect(createHmac('sha256', SECRET).update(`${time}.${hook?.body.toString()}`).digest('hex')).toBe(hex)
      expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5)
    })
  })

  test('a form with files, signed too', async () => {
    await withReceiver(async (receiver, channel, url) => {
      const report = notice({
        url: null,
        images: [file('screenshot_0.png', 'image/png', everyByte)],
        attachments: [file('report.csv', 'text/csv; charset=utf-8', new Uint8Array())],
      })
      await channel.send(report, to(url), signal())
      const [hook] = receiver.taken
      if (hook === undefined) throw new Error('nothing came')
      const { fields, files } = await readHook(hook)
      expect(fields).toEqual({
        name: 'Sales by region',
        header: { notification_format: 'PNG', notification_type: 'Report', notification_source: 'dashboard', chart_id: null, dashboard_id: 7 },
        text: '[Report] Sales by region',
        description: 'The week in numbers.',
        url: '',
      })
      expect(files.map(({ name, type, bytes }) => [name, type, bytes.byteLength])).toEqual([
        ['screenshot_0.png', 'image/png', 256],
        ['report.csv', 'text/csv; charset=utf-8', 0],
      ])
      expect(verifySignature(SECRET, hook.body, String(hook.headers['x-coset-signature']))).toBe(true)
    })
  })

  test('no secret, no signature', async () => {
    await withReceiver(
      async (receiver, channel, url) => {
        await channel.send(notice(), to(url), signal())
        expect(receiver.taken[0]?.headers).not.toHaveProperty('x-coset-signature')
      },
      { secret: '' },
    )
  })
})

describe('trying again', () => {
  test.each([500, 503, 429])('after %i, with the same delivery and a signature that holds', async (status) => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = (response, tries) => {
        if (tries < 4) response.writeHead(status, { 'retry-after': '0' }).end()
        return tries < 4
      }
      const report = notice()
      await channel.send(report, to(url), signal())
      expect(receiver.seen.map(({ headers }) => headers['x-coset-delivery'])).toEqual([report.id, report.id, report.id, report.id])
      for (const { body, headers } of receiver.seen) expect(verifySignature(SECRET, body, String(headers['x-coset-signature']))).toBe(true)
    })
  })

  test('three times at most', async () => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = (response) => Boolean(response.writeHead(502).end())
      expect(await failure(channel.send(notice(), to(url), signal()))).toMatchObject({ retryable: true, message: 'The webhook answered with status 502' })
      expect(receiver.seen.length).toBe(4)
    })
  })

  test('after a connection that broke', async () => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = (response, tries) => tries === 1 && Boolean(response.socket?.resetAndDestroy())
      await channel.send(notice(), to(url), signal())
      expect([receiver.seen.length, receiver.taken.length]).toEqual([2, 1])
    })
  })

  test('waits as long as asked, but not for hours', async () => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = (response, tries) => tries === 1 && Boolean(response.writeHead(429, { 'retry-after': '1' }).end())
      const began = Date.now()
      await channel.send(notice(), to(url), signal())
      expect(Date.now() - began).toBeGreaterThanOrEqual(990)
      receiver.intercept = (response) => Boolean(response.writeHead(503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }).end())
      const seen = receiver.seen.length
      const error = await failure(channel.send(notice(), to(url), signal()))
      expect(receiver.seen.length).toBe(seen + 1)
      expect(error.details['retryAfterSeconds']).toBeGreaterThan(3500)
      receiver.intercept = (response) => Boolean(response.writeHead(503, { 'retry-after': '20' }).end())
      const stopped = Date.now()
      expect((await failure(channel.send(notice(), to(url), AbortSignal.timeout(200)))).message).toBe('The delivery was stopped')
      expect(Date.now() - stopped).toBeLessThan(4000)
    })
  })

  test.each([400, 401, 404, 410, 413])('not after %i', async (status) => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = (response) => Boolean(response.writeHead(status, { 'retry-after': '0' }).end())
      expect((await failure(channel.send(notice(), to(url), signal()))).retryable).toBe(false)
      expect(receiver.seen.length).toBe(1)
    })
  })
})

describe('careful with answers', () => {
  test('26: redirects are not followed', async () => {
    await withReceiver(async (receiver, channel, url) => {
      for (const status of [301, 302, 303, 307, 308]) {
        receiver.intercept = (response) => Boolean(response.writeHead(status, { location: url }).end())
        const seen = receiver.seen.length
        expect(await failure(channel.send(notice(), to(url), signal()))).toMatchObject({ retryable: false, message: expect.stringMatching(/redirects/) })
        expect(receiver.seen.length).toBe(seen + 1)
      }
    })
  })

  test('endless and trickling answers cost a bounded time; the status counts', async () => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = (response) => {
        const write = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          response.once('drain', write)
        }
        write()
        return true
      }
      const started = Date.now()
      await channel.send(notice(), to(url), signal())
      expect(Date.now() - started).toBeLessThan(LIMITS.timeout)
      receiver.intercept = (response) => {
        const timer = setInterval(() => response.write('x'), 50)
        response.once('close', () => clearInterval(timer))
        return true
      }
      const began = Date.now()
      await channel.send(notice(), to(url), signal())
      expect(Date.now() - began).toBeLessThan(4000)
    })
  })

  test('silence, garbage and huge headers are errors', async () => {
    await withReceiver(async (receiver, channel, url) => {
      receiver.intercept = () => true
      expect(await failure(channel.send(notice(), to(url), signal()))).toMatchObject({ retryable: true, message: 'The webhook did not answer in time' })
      receiver.intercept = (response) => Boolean(response.writeHead(200, { 'x-long': 'x'.repeat(30_000) }).end())
      await failure(channel.send(notice(), to(url), signal()))
      const odd = createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-x\r\n')).listen(0, '127.0.0.1')
      await until('the server to listen', () => odd.listening)
      const address = odd.address()
      await failure(channel.send(notice(), to(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`), signal()))
      odd.close()
    })
  })
})

describe('where it may go', () => {
  test('https only, when so set, with a certificate that holds', async () => {
    const certificate = selfSigned()
    await using receiver = await playReceiver(certificate)
    const channel = webhookChannel(local({ httpsOnly: true }), { timeout: 2000, backoff: 10 })
    expect(await failure(channel.send(notice(), to(`http://127.0.0.1:${receiver.port}/`), signal()))).toMatchObject({
      retryable: false,
      message: expect.stringMatching(/https/),
    })
    const target = to(`https://localhost:${receiver.port}/`)
    expect((await failure(channel.send(notice(), target, signal()))).retryable).toBe(false)
    expect(receiver.seen).toEqual([])
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, certificate.cert])
    try {
      await channel.send(notice(), target, signal())
      await channel.send(notice(), to(`https://127.0.0.1:${receiver.port}/`), signal())
    } finally {
      setDefaultCACertificates(before)
    }
    expect(receiver.taken.map(({ headers }) => headers.host)).toEqual([`localhost:${receiver.port}`, `127.0.0.1:${receiver.port}`])
  })

  test.each([
    '127.0.0.1',
    'localhost',
    'localhost.',
    '0x7f.1',
    '2130706433',
    '127.1',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '１２７.0.0.1',
    '169.254.169.254',
    '10.0.0.1',
    '[fd00::1]',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ])('26: not to %s, unless private addresses are allowed', async (host) => {
    await withReceiver(
      async (receiver, channel) => {
        const error = await failure(channel.send(notice(), to(`http://${host}:${receiver.port}/`), signal()))
        expect(error).toMatchObject({ retryable: false, message: expect.stringMatching(host === 'localhost.' ? /private|resolved/ : /private/) })
        expect(receiver.seen).toEqual([])
      },
      { allowPrivateAddresses: false },
    )
  })
})

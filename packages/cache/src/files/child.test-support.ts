/** A process of its own for the tests: `node child.test-support.ts <folder> <what>`; says in JSON lines what it found. */
import { openCache } from '../registry.ts'
import { filesCache } from './index.ts'

const [folder = '', what = ''] = process.argv.slice(2)
const say = (found: unknown): void => {
  process.stdout.write(`${JSON.stringify(found)}\n`)
}

/** Run with a limit on the size of files: what does not fit fails as on a full disk. */
const fill = async (): Promise<void> => {
  const said: string[] = []
  const cache = await filesCache({ url: `file://${folder}`, prefix: '', maxBytes: 1e9, restMs: 50, watch: (state, reason) => said.push(`${state} ${reason}`) })
  const size = async (key: string): Promise<number> => (await cache.get(key))?.length ?? -1
  await cache.set('kept', new Uint8Array(100), 60)
  await cache.set('grown', new Uint8Array(100), 60)
  await cache.set('grown', new Uint8Array(100_000), 60)
  say({ kept: await size('kept'), grown: await size('grown'), said: said.map((one) => one.split(' ')[0]) })
  for (let i = 0; i < 3; i++) {
    await new Promise((done) => setTimeout(done, 60))
    await cache.set('grown', new Uint8Array(100_000), 60)
    await cache.get('kept')
  }
  say({ said: said.map((one) => one.split(':')[0]) })
  await new Promise((done) => setTimeout(done, 60))
  await cache.set('small', new Uint8Array(10), 60)
  say({ small: await size('small'), said: said.map((one) => one.split(' ')[0]) })
  await cache.close()
}

/** Takes every free lease of many, as several processes do at once: which, and between which moments. */
const leases = async (): Promise<void> => {
  const cache = await openCache({ url: `file://${folder}`, prefix: '', maxBytes: 1e9, watch: (state, reason) => say({ state, reason }) })
  const got: { readonly name: string; readonly after: number; readonly before: number }[] = []
  for (const end = Date.now() + 5000; Date.now() < end; ) {
    for (let i = 0; i < 100; i++) {
      const after = Date.now()
      if (await cache.lease(`lease ${i}`, `owner ${process.pid}`, 0.5)) got.push({ name: `lease ${i}`, after, before: Date.now() })
    }
  }
  say({ got })
  await cache.close()
}

/** Writes and reads one key that others write too, and sweeps all the time. */
const contest = async (): Promise<void> => {
  const cache = await openCache({ url: `file://${folder}`, prefix: '', maxBytes: 2_000_000, watch: (state, reason) => say({ state, reason }) })
  const mixed: number[] = []
  for (let i = 0; i < 150; i++) {
    await cache.set('contested', new Uint8Array(100_000 + (process.pid % 50) * 1000).fill(process.pid % 50), 60)
    await cache.set(`other ${i}`, new Uint8Array(100_000), i % 3 === 0 ? 0.01 : 60)
    const value = await cache.get('contested')
    if (value !== undefined && (value.length !== 100_000 + (value[0] ?? 0) * 1000 || !value.every((byte) => byte === value[0]))) mixed.push(value.length)
    if (i % 25 === 0) await cache.deletePrefix('other')
  }
  say({ mixed })
  await cache.close()
}

await (what === 'fill' ? fill() : what === 'leases' ? leases() : contest())

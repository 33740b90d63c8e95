import { randomBytes } from 'node:crypto'
import type { Cache } from '../port.ts'
import { type Body, encodeItem, parseItem } from './item.ts'
import { itemName, type Kind } from './names.ts'
import { createRemovals, isAlive } from './removals.ts'
import type { Wire } from './wire.ts'

export interface ServerCacheOptions {
  readonly prefix: string
  readonly maxValueBytes: number
}

/** Servers refuse items above 1 MB unless told otherwise; half of it wastes less of their pages. */
const PART_BYTES = 500_000
const TOGETHER = 8

const slices = (value: Buffer): readonly Buffer[] =>
  Array.from({ length: Math.ceil(value.length / PART_BYTES) }, (_, i) => value.subarray(i * PART_BYTES, (i + 1) * PART_BYTES))

const inBatches = async <T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<readonly R[]> => {
  const done: R[] = []
  for (let i = 0; i < items.length; i += TOGETHER) done.push(...(await Promise.all(items.slice(i, i + TOGETHER).map((item, j) => work(item, i + j)))))
  return done
}

/** Large values lie in parts named by a random generation, written before the item that names it: parts of two values never mix. */
const createParts = (wire: Wire, name: (kind: Kind, key: string) => string) => {
  const partName = (generation: string, index: number): string => name('p', `${generation}.${index}`)
  return {
    /** Undefined when the server has no room for all. */
    write: async (value: Buffer, ttlSeconds: number): Promise<Body | undefined> => {
      if (value.length <= PART_BYTES) return { value }
      const generation = randomBytes(16).toString('hex')
      const parts = slices(value)
      const kept = await inBatches(parts, (part, i) => wire.set(partName(generation, i), part, ttlSeconds))
      return kept.every(Boolean) ? { generation, bytes: value.length, parts: parts.length } : undefined
    },
    /** Undefined when a part is gone. */
    read: async (body: Body): Promise<Buffer | undefined> => {
      if ('value' in body) return body.value
      const parts = await inBatches([...Array(body.parts).keys()], (i) => wire.get(partName(body.generation, i)))
      const whole = Buffer.concat(parts.flatMap((part) => part ?? []))
      return whole.length === body.bytes ? whole : undefined
    },
  }
}

const createLeases = (wire: Wire, name: (key: string) => string) => ({
  /** Held up to two seconds longer than asked: Memcached counts whole ones. */
  lease: (key: string, owner: string, ttlSeconds: number): Promise<boolean> => {
    const until = Date.now() + ttlSeconds * 1000
    return wire.add(name(key), Buffer.from(`${until} ${owner}`), ttlSeconds)
  },
  /** Leaves a lease that is over to the server, so as not to take one that somebody got in between. */
  release: async (key: string, owner: string): Promise<void> => {
    const [, until, holder] = /^(\S+) (.*)$/s.exec((await wire.get(name(key)))?.toString() ?? '') ?? []
    if (holder === owner && Number(until) > Date.now()) await wire.delete(name(key))
  },
})

/** The cache in one Memcached server; fails when the server does. */
export const serverCache = (wire: Wire, { prefix, maxValueBytes }: ServerCacheOptions): Cache => {
  const name = (kind: Kind, key: string): string => itemName(prefix, kind, key)
  const removals = createRemovals(wire, { log: name('log', ''), head: name('head', '') })
  const parts = createParts(wire, name)
  const drop = (key: string): Promise<void> => wire.delete(name('v', key))
  return {
    shared: true,
    get: async (key) => {
      const [log, bytes] = await Promise.all([removals.current(), wire.get(name('v', key))])
      const item = bytes === undefined ? undefined : parseItem(bytes)
      if (log === undefined || item === undefined || item.expires <= Date.now() || !isAlive(log, item.mark, key)) return undefined
      return parts.read(item.body)
    },
    set: async (key, value, ttlSeconds) => {
      if (value.byteLength > maxValueBytes) return drop(key)
      const expires = Date.now() + ttlSeconds * 1000
      const mark = await removals.begun()
      const body = await parts.write(Buffer.from(value.buffer, value.byteOffset, value.byteLength), ttlSeconds)
      if (body === undefined || !(await wire.set(name('v', key), encodeItem({ mark, expires, body }), ttlSeconds))) await drop(key)
    },
    delete: drop,
    deletePrefix: removals.add,
    ...createLeases(wire, (key) => name('l', key)),
    close: async () => wire.close(),
  }
}

import { randomBytes, randomInt } from 'node:crypto'
import type { Wire } from './wire.ts'

/** A point in the log of removals; what was set at it is older than every removal behind it. */
export interface Mark {
  /** Which log: 16 hexadecimal digits. */
  readonly log: string
  readonly position: number
}

export interface Log extends Mark {
  /** In order; `end` is the position behind the removal. */
  readonly removals: readonly { readonly end: number; readonly prefix: string }[]
}

export interface Removals {
  /** The log as it stands now, or undefined when the server has lost it: then nothing is alive. */
  current(): Promise<Log | undefined>
  /** Like `current`, but begins a log when there is none. */
  begun(): Promise<Log>
  /** Once this is done everything set before whose key starts with `prefix` is dead, for every process. */
  add(prefix: string): Promise<void>
}

const ID_BYTES = 8
/** A log that would grow beyond this is begun anew, which empties the cache. */
const MOST_BYTES = 250_000
const TRIES = 5

const newLog = (): Buffer => randomBytes(ID_BYTES)

const record = (prefix: string): Buffer => {
  const text = Buffer.from(prefix)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(text.length)
  return Buffer.concat([size, text])
}

export const parseLog = (bytes: Buffer): Log => {
  const removals: { end: number; prefix: string }[] = []
  for (let at = ID_BYTES; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    removals.push({ end, prefix: bytes.toString('utf8', at + 4, end) })
    at = end
  }
  return { log: bytes.toString('hex', 0, ID_BYTES), position: bytes.length, removals }
}

/** Whether what was set under a key at a mark is still there. */
export const isAlive = (log: Log, mark: Mark, key: string): boolean =>
  mark.log === log.log && !log.removals.some(({ end, prefix }) => end > mark.position && key.startsWith(prefix))

/**
 * Memcached cannot list its keys, but appends to an item atomically: removed prefixes stand in one item in order, and each value says how far that
 * log went when it was set. A counter, moved after each change of the log, tells readers whether the copy they hold is still right.
 */
export const createRemovals = (wire: Wire, names: { readonly log: string; readonly head: string }): Removals => {
  let copy: { readonly head: string; readonly log: Log } | undefined
  const moveHead = (): Promise<void> => wire.increment(names.head, randomInt(1, 2 ** 32))

  const current = async (): Promise<Log | undefined> => {
    const head = (await wire.get(names.head))?.toString()
    if (head !== undefined && copy?.head === head) return copy.log
    // After the counter: a log newer than its counter says is safe, an older one is not
    const bytes = await wire.get(names.log)
    const log = bytes === undefined ? undefined : parseLog(bytes)
    copy = head === undefined || log === undefined ? undefined : { head, log }
    return log
  }
  const begun = async (): Promise<Log> => {
    for (let i = 0; i < TRIES; i++) {
      const log = await current()
      if (log !== undefined) return log
      await wire.add(names.log, newLog(), 0)
      await moveHead()
    }
    throw new Error('Memcached does not keep the log of removals')
  }
  const append = async (prefix: string): Promise<void> => {
    for (let i = 0; i < TRIES; i++) {
      if (await wire.append(names.log, record(prefix))) return
      // A new log knows no value that was set before
      if (await wire.add(names.log, newLog(), 0)) return
    }
    throw new Error('Memcached does not keep the log of removals')
  }
  return {
    current,
    begun,
    add: async (prefix) => {
      const full = ((await current())?.position ?? 0) + record(prefix).length > MOST_BYTES
      if (!full && prefix !== '') await append(prefix)
      else if (!(await wire.set(names.log, newLog(), 0))) await wire.delete(names.log)
      await moveHead()
    },
  }
}

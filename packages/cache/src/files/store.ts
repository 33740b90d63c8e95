import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Cache } from '../port.ts'
import { createSweeper } from '../sweeper.ts'
import { type Folders, fansIn, foldersIn, inTurns, namesIn, removePath, unlessGone, withFolders } from './disk.ts'
import { type Entry, entryHead, parseEntry } from './entry.ts'
import { createLeases } from './leases.ts'
import { entryPath, nameMatches } from './names.ts'
import { sweepEntries } from './sweep.ts'

export interface StoreOptions {
  readonly prefix: string
  readonly maxBytes: number
  readonly touchMs: number
}

const SWEEP_MS = 60_000
const LEASE_SWEEP_MS = 600_000
/** Some file systems know no later moments of change. */
const FURTHEST_MS = 10 * 365 * 86_400_000

const reading = async <T>(path: string, read: (handle: FileHandle) => Promise<T>): Promise<T | undefined> => {
  const handle = await unlessGone(() => open(path, 'r'))
  if (handle === undefined) return undefined
  try {
    return await read(handle)
  } finally {
    await handle.close()
  }
}

/** Complete and under its name, or not there at all. A file's time of change is its expiry, its time of access its last use. */
const writeEntry = async (folders: Folders, path: string, entry: Entry): Promise<void> => {
  const draft = join(folders.writing, randomUUID())
  try {
    const handle = await withFolders(folders, () => open(draft, 'wx', 0o600))
    try {
      await handle.writeFile(entryHead(entry))
      await handle.writeFile(entry.value)
      const now = Date.now()
      await handle.utimes(now / 1000, Math.min(entry.expires, now + FURTHEST_MS) / 1000)
    } finally {
      await handle.close()
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await rename(draft, path)
  } catch (error) {
    // No older value in its place
    await Promise.allSettled([removePath(draft), removePath(path)])
    throw error
  }
}

const readEntry = (path: string, touchMs: number): Promise<Entry | undefined> =>
  reading(path, async (handle) => {
    const { atimeMs, mtimeMs } = await handle.stat()
    const entry = parseEntry(await handle.readFile())
    if (entry === undefined) await removePath(path)
    // Not vital: a folder that is not ours to write can still be read
    else if (Date.now() - atimeMs > touchMs) await handle.utimes(Date.now() / 1000, mtimeMs / 1000).catch(() => undefined)
    return entry
  })

const removeMatching = async (folders: Folders, prefix: string): Promise<void> => {
  const bytes = Buffer.from(prefix)
  for (const folder of await fansIn(folders.entries)) {
    await inTurns(await namesIn(folder), async (name) => {
      const path = join(folder, name)
      const matches = nameMatches(name, bytes)
      if (matches === 'no') return
      // Gone and damaged files may go too
      const key = matches === 'maybe' ? await unlessGone(async () => parseEntry(await readFile(path))?.key) : undefined
      if (key?.startsWith(prefix) !== false) await removePath(path)
    })
  }
}

/** The cache in a folder; fails when the folder does. Values larger than a quarter of `maxBytes` are dropped. */
export const filesStore = (root: string, { prefix, maxBytes, touchMs }: StoreOptions): Cache => {
  const folders = foldersIn(root)
  const leases = createLeases(folders, Date.now)
  const pathOf = (key: string): string => join(folders.entries, entryPath(prefix + key))
  const entriesSweeper = createSweeper({
    everyBytes: maxBytes / 16,
    everyMs: SWEEP_MS,
    now: Date.now,
    sweep: () => sweepEntries(folders, maxBytes, Date.now()),
  })
  const leasesSweeper = createSweeper({ everyBytes: Number.POSITIVE_INFINITY, everyMs: LEASE_SWEEP_MS, now: Date.now, sweep: leases.sweep })
  return {
    shared: true,
    get: async (key) => {
      const entry = await readEntry(pathOf(key), touchMs)
      return entry === undefined || entry.key !== prefix + key || entry.expires <= Date.now() ? undefined : entry.value
    },
    set: async (key, value, ttlSeconds) => {
      if (value.byteLength > maxBytes / 4) return removePath(pathOf(key))
      entriesSweeper.note(value.byteLength + 4096)
      await writeEntry(folders, pathOf(key), { expires: Date.now() + ttlSeconds * 1000, key: prefix + key, value })
    },
    delete: (key) => removePath(pathOf(key)),
    deletePrefix: (part) => removeMatching(folders, prefix + part),
    lease: (key, owner, ttlSeconds) => {
      leasesSweeper.note(0)
      return leases.take(prefix + key, owner, ttlSeconds)
    },
    release: (key, owner) => leases.release(prefix + key, owner),
    close: async () => {
      await Promise.all([entriesSweeper.idle(), leasesSweeper.idle()])
    },
  }
}

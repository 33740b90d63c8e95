import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Folders, hasCode, namesIn, removePath, unlessGone, withFolders } from './disk.ts'
import { keyHash } from './names.ts'

interface Held {
  readonly owner: string
  /** Epoch milliseconds; 0 once given back. */
  readonly until: number
}

export interface Leases {
  take(key: string, owner: string, ttlSeconds: number): Promise<boolean>
  release(key: string, owner: string): Promise<void>
  /** Forgets leases that have been over for an hour. */
  sweep(): Promise<void>
}

/** A file whose maker has not written it for so long was left by one that ended. */
const UNWRITTEN_MS = 10_000
const FORGET_MS = 3_600_000

const newest = (names: readonly string[]): number => Math.max(0, ...names.map(Number).filter(Number.isSafeInteger))

const parsed = (text: string): Held | undefined => {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null && 'owner' in found && 'until' in found
      ? { owner: String(found.owner), until: Number(found.until) }
      : undefined
  } catch {
    return undefined
  }
}

/** Once the file is gone its follower was made, and whoever made that holds the lease. */
const heldBy = async (path: string): Promise<Held> =>
  (await unlessGone(async () => parsed(await readFile(path, 'utf8')) ?? { owner: '', until: (await stat(path)).mtimeMs + UNWRITTEN_MS })) ?? {
    owner: '',
    until: Number.POSITIVE_INFINITY,
  }

/**
 * Each lease is a folder of numbered files, of which the highest one counts. Taking and giving back make the next number, which only one can; the
 * highest file is never removed, so that a slow process cannot take what others have passed.
 */
export const createLeases = (folders: Folders, now: () => number): Leases => {
  const folderOf = (key: string): string => join(folders.leases, keyHash(key))

  /** True when this call made file `number` and nobody was further already. */
  const makeNext = async (folder: string, number: number, held: Held): Promise<boolean> => {
    const path = join(folder, String(number))
    try {
      await writeFile(path, JSON.stringify(held), { flag: 'wx', mode: 0o600 })
    } catch (error) {
      if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) return false
      await removePath(path)
      throw error
    }
    const names = await namesIn(folder)
    const first = newest(names) === number
    for (const name of names) if (first ? Number(name) < number : Number(name) === number) await removePath(join(folder, name))
    return first
  }

  return {
    take: async (key, owner, ttlSeconds) => {
      const folder = folderOf(key)
      await withFolders(folders, () => mkdir(folder, { mode: 0o700 })).catch((error: unknown) => {
        if (!hasCode(error, 'EEXIST')) throw error
      })
      const last = newest(await namesIn(folder))
      if (last > 0 && (await heldBy(join(folder, String(last)))).until > now()) return false
      return makeNext(folder, last + 1, { owner, until: now() + ttlSeconds * 1000 })
    },
    release: async (key, owner) => {
      const folder = folderOf(key)
      const last = newest(await namesIn(folder))
      if (last === 0) return
      const held = await heldBy(join(folder, String(last)))
      if (held.owner === owner && held.until > now()) await makeNext(folder, last + 1, { owner: '', until: 0 })
    },
    sweep: async () => {
      const old = now() - FORGET_MS
      const forget = async (folder: string): Promise<void> => {
        if ((await stat(folder)).mtimeMs > old) return
        const last = newest(await namesIn(folder))
        if (last > 0 && (await heldBy(join(folder, String(last)))).until > old) return
        const away = join(folders.writing, randomUUID())
        await rename(folder, away)
        await removePath(away)
      }
      for (const name of await namesIn(folders.leases)) await unlessGone(() => forget(join(folders.leases, name)))
    },
  }
}

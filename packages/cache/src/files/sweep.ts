import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Folders, fansIn, inTurns, namesIn, removePath, unlessGone } from './disk.ts'
import { isEntryName } from './names.ts'

interface Found {
  readonly path: string
  readonly bytes: number
  readonly used: number
}

/** A file in `writing` that is older than this was left by a process that ended. */
const LEFT_MS = 3_600_000
const KEPT = 0.9

/** Removes what has expired, which its time of change says, and gives what is left. */
const livingEntries = async (folders: Folders, now: number): Promise<readonly Found[]> => {
  const found: Found[] = []
  for (const folder of await fansIn(folders.entries)) {
    await inTurns((await namesIn(folder)).filter(isEntryName), async (name) => {
      const path = join(folder, name)
      const at = await unlessGone(() => stat(path))
      if (at === undefined) return
      if (at.mtimeMs <= now) await removePath(path)
      else found.push({ path, bytes: Math.max(at.size, at.blocks * 512), used: at.atimeMs })
    })
  }
  return found
}

const leftovers = (folders: Folders, now: number): Promise<void> =>
  namesIn(folders.writing).then((names) =>
    inTurns(names, async (name) => {
      const path = join(folders.writing, name)
      const at = await unlessGone(() => stat(path))
      if (at !== undefined && at.ctimeMs < now - LEFT_MS) await removePath(path)
    }),
  )

/** Removes expired entries, then the longest unused ones while there is more than nine tenths of `maxBytes`. Processes may sweep at once. */
export const sweepEntries = async (folders: Folders, maxBytes: number, now: number): Promise<void> => {
  await leftovers(folders, now)
  const found = [...(await livingEntries(folders, now))].sort((a, b) => a.used - b.used)
  let total = found.reduce((sum, one) => sum + one.bytes, 0)
  for (const { path, bytes } of found) {
    if (total <= maxBytes * KEPT) return
    await removePath(path)
    total -= bytes
  }
}

import { fileURLToPath } from 'node:url'
import { BadRequest } from '@coset/core'
import { guarded } from '../guarded.ts'
import type { Cache, CacheWatcher } from '../port.ts'
import { filesStore } from './store.ts'

export interface FilesCacheOptions {
  /** `file:///path/of/a/folder`. */
  readonly url: string
  readonly prefix: string
  /** What the files of the folder may take together; writers are a sixteenth of it ahead of the sweep at most. */
  readonly maxBytes: number
  readonly watch: CacheWatcher
  /** How long an unusable folder is left alone. */
  readonly restMs?: number
  /** A value counts as used anew after so long. */
  readonly touchMs?: number
}

const folderOf = (url: string): string => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!/^file:\/\/\/[^/]/.test(url) || parsed === undefined || parsed.search !== '' || parsed.hash !== '')
    throw new BadRequest('A file: cache address is written file:///absolute/path/of/a/folder')
  return fileURLToPath(parsed)
}

/**
 * A cache in a folder that several processes may share. Files are damaged, cut off or foreign: absent. A folder that cannot be read: empty; one that
 * cannot be written, or is full: nothing new.
 */
export const filesCache = async (options: FilesCacheOptions): Promise<Cache> =>
  guarded(filesStore(folderOf(options.url), { prefix: options.prefix, maxBytes: options.maxBytes, touchMs: options.touchMs ?? 10_000 }), options)

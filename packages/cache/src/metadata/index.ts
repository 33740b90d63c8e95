import { BadRequest } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import { guarded } from '../guarded.ts'
import type { Cache, CacheWatcher } from '../port.ts'
import { createSweeper } from '../sweeper.ts'
import { despiteConflicts } from './conflicts.ts'
import { deleteEntries, deleteEntry, deleteExpired, readEntry, writeEntry } from './entries.ts'
import { releaseCacheLease, takeCacheLease } from './leases.ts'

export interface MetadataCacheOptions {
  /** `metadata:` and nothing else. */
  readonly url: string
  readonly metadata?: Metadata
  readonly prefix: string
  readonly watch: CacheWatcher
  /** How long a lost database is left alone. */
  readonly restMs?: number
  readonly sweepMs?: number
}

/** Larger values would keep other statements waiting. */
const MAX_VALUE_BYTES = 20_000_000

const raw = (metadata: Metadata, { prefix, sweepMs = 60_000 }: MetadataCacheOptions): Cache => {
  const { db } = metadata
  const sweep = () => despiteConflicts(() => deleteExpired(db, Date.now()))
  const sweeper = createSweeper({ everyBytes: Number.POSITIVE_INFINITY, everyMs: sweepMs, now: Date.now, sweep })
  return {
    shared: true,
    get: (key) => readEntry(metadata, prefix + key, Date.now()),
    set: async (key, value, ttlSeconds) => {
      if (value.byteLength > MAX_VALUE_BYTES) return deleteEntry(db, prefix + key)
      sweeper.note(value.byteLength)
      await despiteConflicts(() => writeEntry(metadata, prefix + key, value, Math.ceil(Date.now() + ttlSeconds * 1000)))
    },
    delete: (key) => despiteConflicts(() => deleteEntry(db, prefix + key)),
    deletePrefix: (part) => despiteConflicts(() => deleteEntries(metadata, prefix + part)),
    lease: (key, owner, ttlSeconds) => despiteConflicts(() => takeCacheLease(metadata, prefix + key, owner, Date.now(), ttlSeconds * 1000)),
    release: (key, owner) => despiteConflicts(() => releaseCacheLease(metadata, prefix + key, owner)),
    close: sweeper.idle,
  }
}

/** A cache in the metadata database: nothing more to run, for sites of several servers without much traffic. Time-outs alone bound its size. */
export const metadataCache = async (options: MetadataCacheOptions): Promise<Cache> => {
  if (options.url !== 'metadata:') throw new BadRequest('The cache in the metadata database is written metadata: and nothing else')
  if (options.metadata === undefined) throw new BadRequest('The metadata: cache needs the metadata database, which is not open here')
  return guarded(raw(options.metadata, options), options)
}

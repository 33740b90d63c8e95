import { AppError, BadRequest } from '@coset/core'
import type { Metadata } from '@coset/metadata'
import type { Cache, CacheWatcher } from './port.ts'
import { prefixed } from './prefixed.ts'
import { openCache } from './registry.ts'

export const REGIONS = ['data', 'metadata', 'filterState', 'formData', 'thumbnails', 'results'] as const

/** What is kept apart: answers of charts, tables and columns of databases, filters and forms in work, pictures, rows of SQL Lab. */
export type Region = (typeof REGIONS)[number]

export interface CachesConfig {
  /** For every region without an address of its own. */
  readonly url: string
  /** Empty or absent: the default address. */
  readonly urls: Partial<Readonly<Record<Region, string>>>
  /** For each address, whatever the number of its regions. */
  readonly maxBytes: number
  readonly prefix: string
  readonly watch: CacheWatcher
  readonly metadata?: Metadata
}

export interface Caches {
  /** Closing a single one does nothing. */
  readonly regions: Readonly<Record<Region, Cache>>
  close(): Promise<void>
}

const closeAll = async (caches: Iterable<Cache>): Promise<void> => {
  const ends = await Promise.allSettled([...caches].map((cache) => cache.close()))
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

/** Opens every address once; regions of one address share it, each with its own prefix. Throws BadRequest that names the region. */
export const openCaches = async ({ url, urls, ...shared }: CachesConfig): Promise<Caches> => {
  const opened = new Map<string, Cache>()
  const regions = new Map<Region, Cache>()
  try {
    for (const region of REGIONS) {
      const own = urls[region] ?? ''
      const address = own === '' ? url : own
      const cache = opened.get(address) ?? (await openNamed(own === '' ? '' : `${region}: `, { ...shared, url: address }))
      opened.set(address, cache)
      regions.set(region, prefixed(cache, `${region}:`))
    }
  } catch (error) {
    await closeAll(opened.values())
    throw error
  }
  return { regions: Object.fromEntries(regions) as Record<Region, Cache>, close: () => closeAll(opened.values()) }
}

const openNamed = async (name: string, config: Parameters<typeof openCache>[0]): Promise<Cache> => {
  try {
    return await openCache(config)
  } catch (error) {
    if (error instanceof AppError) throw new BadRequest(name + error.message)
    throw error
  }
}

import { hkdfSync } from 'node:crypto'
import { type Broker, openBroker } from '@coset/broker'
import { type Caches, openCaches } from '@coset/cache'
import type { Metadata } from '@coset/metadata'
import type { Config } from '../config/settings.ts'
import type { Log } from './log.ts'

export interface BackendsOptions {
  readonly config: Config
  readonly secretKey: string
  readonly metadata: Metadata
  readonly log: Log
  readonly now: () => number
}

/** The same for every server of a site and another for every other site, so that sites may share a cache: what one keeps the other never reads or counts. */
const siteMark = (secretKey: string): string => Buffer.from(hkdfSync('sha256', secretKey, 'coset', 'names in caches', 9)).toString('base64url')

/** The caches and the broker of the configuration; what stops answering is logged once, and once when it is back. */
export const openBackends = async ({
  config,
  secretKey,
  metadata,
  log,
  now,
}: BackendsOptions): Promise<{ readonly caches: Caches; readonly broker: Broker }> => {
  const caches = await openCaches({
    url: config.cacheUrl,
    urls: { metadata: config.cacheMetadataUrl, thumbnails: config.cacheThumbnailsUrl, results: config.cacheResultsUrl },
    metadata,
    maxBytes: config.cacheMaxBytes,
    prefix: `coset:${siteMark(secretKey)}:`,
    watch: (state, reason) => (state === 'lost' ? log.warn({ reason }, 'the cache does not answer; going on without it') : log.info('the cache answers again')),
  })
  const broker = await openBroker({
    url: config.brokerUrl,
    prefix: config.brokerPrefix,
    metadata,
    now,
    watch: (state, reason) => (state === 'lost' ? log.warn({ reason }, 'the broker of jobs does not answer') : log.info('the broker of jobs answers again')),
  })
  return { caches, broker }
}

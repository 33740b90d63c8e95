import { randomUUID } from 'node:crypto'
import { type Broker, openBroker, QUEUES } from '@coset/broker'
import { openCache } from '@coset/cache'
import { Unavailable } from '@coset/core'
import { type Metadata, openMetadata } from '@coset/metadata'
import type { ChannelMember, ChannelSettings } from '@coset/notify'
import type { Config } from '../config/settings.ts'
import { broken, type Opinion, ok, sentence, warning } from './finding.ts'

/** Addresses of caches by setting: `cacheUrl`, `cacheResultsUrl` and whatever else of the configuration is called so. */
export const cacheAddresses = (config: Config): readonly (readonly [key: string, url: string])[] =>
  Object.entries(config).flatMap(([key, value]) => (/^cache\w*Url$/i.test(key) && typeof value === 'string' && value !== '' ? [[key, value] as const] : []))

const schemeOf = (url: string): string => url.slice(0, url.indexOf(':'))

/** Scheme, host and port of an address; of one with several hosts or none, the scheme. */
const placeOf = (url: string): string => (URL.canParse(url) && new URL(url).host !== '' ? `${schemeOf(url)} ${new URL(url).host}` : schemeOf(url))

/** Sets, gets and deletes one entry. A cache never fails, it goes without: what its watcher heard is the reason. */
export const checkCache = async (url: string, maxBytes: number, metadata: Metadata | null): Promise<Opinion> => {
  const scheme = schemeOf(url)
  if (scheme === 'none') return ok('none: nothing is cached')
  if (scheme === 'metadata' && metadata === null) return warning('not looked at: it lives in the metadata database')
  let reason = ''
  const cache = await openCache({
    url,
    maxBytes,
    prefix: 'coset-doctor:',
    watch: (state, why) => {
      if (state === 'lost') reason = why
    },
    ...(metadata === null ? {} : { metadata }),
  })
  try {
    const key = randomUUID()
    const value = Buffer.from(key)
    const since = performance.now()
    await cache.set(key, value, 60)
    const found = await cache.get(key)
    const ms = performance.now() - since
    await cache.delete(key)
    if (found === undefined || !value.equals(found))
      return broken(`${placeOf(url)}: ${reason === '' ? 'what was set is not found again' : `does not answer (${reason})`}`)
    return ok(`${placeOf(url)}: sets and gets in ${ms.toFixed(1)} ms`)
  } finally {
    await cache.close()
  }
}

const count = async (broker: Broker): Promise<Opinion> => {
  const counts = await Promise.all(QUEUES.map((queue) => broker.counts(queue)))
  const sum = (state: keyof (typeof counts)[number]): number => counts.reduce((total, one) => total + one[state], 0)
  const said = `${broker.kind}: ${sum('waiting')} jobs wait, ${sum('running')} run, ${sum('dead')} failed for good`
  return sum('dead') > 0 ? warning(`${said}; "coset jobs list QUEUE" names them`) : ok(said)
}

/** Asks the broker, and counts its jobs where the metadata database is there to count in. */
export const checkBroker = async (config: Config, metadata: Metadata | null): Promise<Opinion> => {
  const scheme = schemeOf(config.brokerUrl)
  if (scheme === 'in-process' && metadata === null) return warning('not looked at: jobs wait in the metadata database')
  let reason = ''
  const standIn = metadata === null ? await openMetadata('sqlite::memory:') : null
  const known = metadata ?? standIn
  if (known === null) return broken('no metadata')
  const watch = (state: 'lost' | 'back', why: string): void => {
    if (state === 'lost' && reason === '') reason = why
  }
  const broker = await openBroker({ url: config.brokerUrl, prefix: config.brokerPrefix, metadata: known, now: Date.now, watch })
  try {
    await broker.ping()
    return metadata === null && scheme.startsWith('amqp') ? ok(`${broker.kind}: answers`) : await count(broker)
  } catch (error) {
    if (error instanceof Unavailable && reason !== '') return broken(`${placeOf(config.brokerUrl)}: does not answer (${reason})`)
    throw error
  } finally {
    await broker.close()
    await standIn?.close()
  }
}

/** Whether the service behind a channel answers and takes the credentials; nothing is sent. */
export const checkChannel = async (member: ChannelMember, settings: ChannelSettings, signal: AbortSignal): Promise<Opinion> => {
  const kind = member.types[0]
  const unset = (kind === 'Email' && settings.email.url === '') || (kind === 'Slack' && settings.slack.token === '')
  if (unset) return ok('not set up')
  const missing = member.missing(settings)
  if (missing !== null) return broken(missing)
  const place = placeOf(kind === 'Email' ? settings.email.url : settings.slack.apiUrl)
  const channel = await member.open(settings)
  try {
    await channel.check(signal)
    if (kind === 'Webhook')
      return ok(
        `addresses are tried when they are used; bodies are ${settings.webhook.secret === '' ? 'not signed (COSET_WEBHOOK_SECRET is empty)' : 'signed'}`,
      )
    return ok(`${place} answers${kind === 'Email' ? '' : ' and takes the token'}`)
  } catch (error) {
    return broken(`${place}: ${sentence(error)}`)
  } finally {
    await channel.close()
  }
}

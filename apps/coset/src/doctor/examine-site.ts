import { type Metadata, openMetadata } from '@coset/metadata'
import { channelMembers } from '@coset/notify'
import { channelSettings } from '../config/channel-settings.ts'
import type { Config } from '../config/settings.ts'
import { environmentName } from '../config/settings.ts'
import { databaseUrl } from '../context.ts'
import { judgeConfiguration, readConfiguration } from './configuration.ts'
import { examine, type Finding, warning } from './finding.ts'
import { checkChromium, checkDataFolder, checkDisk } from './machine.ts'
import { judgeClock, lookAtMetadata, type MetadataLook } from './metadata.ts'
import { checkProcesses } from './processes.ts'
import { checkFactorRoles, checkProviders } from './providers.ts'
import { scrubber } from './scrub.ts'
import { checkSecretKey } from './secret-key.ts'
import { cacheAddresses, checkBroker, checkCache, checkChannel } from './services.ts'

interface Site {
  readonly config: Config
  readonly production: boolean
  readonly environment: NodeJS.ProcessEnv
  /** Null: it cannot be opened, or opening it would change it. */
  readonly metadata: Metadata | null
}

const withMetadata = ({ config, production, environment, metadata }: Site): readonly Promise<Finding>[] => {
  const settings = channelSettings(config, production)
  return [
    examine('secret key', () => checkSecretKey(config, production, metadata)),
    examine('sign-in', () => checkProviders(config, production, metadata)),
    examine('second factor', () => checkFactorRoles(config, metadata)),
    ...cacheAddresses(config).map(([key, url]) =>
      examine(key === 'cacheUrl' ? 'cache' : `cache ${environmentName(key)}`, () => checkCache(url, config.cacheMaxBytes, metadata)),
    ),
    examine('broker of jobs', () => checkBroker(config, metadata)),
    examine('workers', () => checkProcesses(metadata, 'worker', Date.now())),
    examine('beats', () => checkProcesses(metadata, 'beat', Date.now())),
    ...channelMembers.map((member) => examine(member.label, (signal) => checkChannel(member, settings, signal))),
    examine('Chromium', () => checkChromium(environment)),
    examine('disk', () => checkDisk(config)),
  ]
}

/** Every finding about the site of a configuration, in a fixed order. Changes nothing but for an entry of the cache that it deletes again. */
export const examineSite = async (environment: NodeJS.ProcessEnv = process.env, folder: string = process.cwd()): Promise<readonly Finding[]> => {
  const config = await readConfiguration(environment, folder)
  if ('level' in config) return [{ name: 'configuration', ...config }]
  const production = environment['NODE_ENV'] === 'production'
  let look: MetadataLook | null = null
  const first = [
    await examine('configuration', () => judgeConfiguration(config, production)),
    await examine('data folder', () => checkDataFolder(config)),
    await examine('metadata database', async () => {
      look = await lookAtMetadata(config)
      return look.opinion
    }),
  ]
  const seen = look as MetadataLook | null
  const metadata = seen?.current === true ? await openMetadata(databaseUrl(config)) : null
  try {
    const clock = await examine('clock', () => (seen === null ? warning('not compared: the metadata database does not answer') : judgeClock(seen.skewMs)))
    const findings = [...first, clock, ...(await Promise.all(withMetadata({ config, production, environment, metadata })))]
    const scrub = scrubber(config)
    return findings.map((one) => ({ ...one, said: scrub(one.said) }))
  } finally {
    await metadata?.close()
  }
}

import { AppError } from '@coset/core'
import { loadConfig } from '../config/load.ts'
import { type Config, environmentName } from '../config/settings.ts'
import { broken, type Opinion, ok, warning } from './finding.ts'
import { cacheAddresses } from './services.ts'

/** The configuration as a start would read it, or why no start can. A file's own error may quote the file, so only its kind is told. */
export const readConfiguration = async (environment: NodeJS.ProcessEnv, folder: string): Promise<Config | Opinion> => {
  try {
    return await loadConfig(environment, folder)
  } catch (error) {
    if (error instanceof AppError) return broken(error.message)
    const file = environment['COSET_CONFIG'] ?? 'coset.config.ts'
    return broken(`${file} cannot be loaded: ${error instanceof Error ? error.name : 'it throws'}; "node ${file}" shows where`)
  }
}

const weaknesses = (config: Config, production: boolean): readonly string[] => {
  const found: string[] = []
  const own = cacheAddresses(config).find(([, url]) => url.startsWith('memory:'))
  if (config.brokerUrl !== 'in-process:' && own !== undefined)
    found.push(`${environmentName(own[0])} is memory:, which no other process sees: what workers find out does not reach the servers`)
  if (!production) return found
  if (config.siteUrl === '') found.push('COSET_SITE_URL is empty: links of notices lead nowhere')
  if (config.cookieSecure === false) found.push('COSET_COOKIE_SECURE is false: sessions travel in the clear')
  if (config.host !== '127.0.0.1' && config.host !== '::1' && !config.trustProxy)
    found.push('COSET_TRUST_PROXY is false: behind a reverse proxy everybody has its address, and sign-in pauses for all at once')
  return found
}

/** What settings say about each other. */
export const judgeConfiguration = (config: Config, production: boolean): Opinion => {
  const found = weaknesses(config, production)
  return found.length === 0 ? ok(production ? 'read; production' : 'read; not production (NODE_ENV is not "production")') : warning(found.join('; '))
}

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError, nearest } from '@coset/core'
import { type Config, configSchema, environmentName, SETTINGS } from './settings.ts'

/** A setting is wrong; the process must not start. */
export class ConfigError extends AppError {
  constructor(message: string) {
    super(message, { code: 'CONFIG_ERROR', status: 500, expose: true })
  }
}

const KEYS = Object.keys(SETTINGS)

/** Names that belong to the launcher and to commands, not to the server. */
const FOREIGN = new Set(['COSET_CONFIG', 'COSET_CHROMIUM', 'COSET_COMPARE_PASSWORD', 'COSET_MIGRATE_SECRET_KEY'])

const unknown = (name: string, known: readonly string[], where: string): ConfigError => {
  const near = nearest(name, known)
  return new ConfigError(`${name} (${where}) is not a setting${near === undefined ? '' : `; did you mean ${near}?`}`)
}

const fromEnvironment = (environment: NodeJS.ProcessEnv): Record<string, string> => {
  const byName = new Map(KEYS.map((key) => [environmentName(key), key]))
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('COSET_') || FOREIGN.has(name) || value === undefined) continue
    const key = byName.get(name)
    if (key === undefined) throw unknown(name, [...byName.keys()], 'environment')
    values[key] = value
  }
  return values
}

const fromFile = async (path: string): Promise<Record<string, unknown>> => {
  if (!existsSync(path)) return {}
  const module: { default?: unknown } = await import(pathToFileURL(path).href)
  if (typeof module.default !== 'object' || module.default === null) throw new ConfigError(`${path} must export an object by default`)
  for (const key of Object.keys(module.default)) if (!KEYS.includes(key)) throw unknown(key, KEYS, path)
  return { ...module.default }
}

/** Settings from the environment, then `coset.config.ts`, then defaults. Throws ConfigError naming what is wrong. */
export const loadConfig = async (environment: NodeJS.ProcessEnv = process.env, folder: string = process.cwd()): Promise<Config> => {
  const file = await fromFile(resolve(folder, environment['COSET_CONFIG'] ?? 'coset.config.ts'))
  const parsed = configSchema.safeParse({ ...file, ...fromEnvironment(environment) })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const key = String(issue?.path[0] ?? '')
  throw new ConfigError(`${environmentName(key)} (or ${key} in coset.config.ts): ${issue?.message ?? 'is wrong'}`)
}

/** The configuration as it may be shown: secrets masked, unset ones empty. */
export const maskedConfig = (config: Config): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => {
      const secret = 'secret' in SETTINGS[key as keyof typeof SETTINGS] && (SETTINGS[key as keyof typeof SETTINGS] as { secret?: boolean }).secret === true
      return [key, secret && value !== '' ? '********' : value]
    }),
  )

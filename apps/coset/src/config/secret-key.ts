import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './load.ts'
import type { Config } from './settings.ts'

/** Keys that stand in published software or its documentation; a session signed with one can be forged by anybody. */
const PUBLISHED = new Set([
  'CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET',
  'CHANGE_ME_SECRET_KEY',
  'TEST_NON_DEV_SECRET',
  'YOUR_OWN_RANDOM_GENERATED_SECRET_KEY',
  'thisISaSECRET_1234',
  'thisismysecretkeythisismysecretkey',
  'secret',
  'changeme',
  'changemechangemechangemechangeme',
  'c292a0a3aa32397cdb050e233733900f',
  'test-secret-change-me',
  '\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h',
  'test-guest-secret-change-me',
  'superset',
  'redash',
  'cosetcosetcosetcosetcosetcosetcoset',
])

const MIN_BYTES = 32

const weak = (key: string): string | null => {
  if (PUBLISHED.has(key) || PUBLISHED.has(key.trim().toLowerCase())) return 'is a published one'
  if (Buffer.byteLength(key) < MIN_BYTES) return `has fewer than ${MIN_BYTES} bytes`
  if (new Set(key).size < 8) return 'repeats a few characters'
  return null
}

/** Makes the data folder for its owner only. */
export const ensureDataDir = (path: string): void => {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
}

/** The secret key; generated once into the data folder outside production. Throws ConfigError when it would be unsafe. */
export const secretKeyOf = (config: Config, production: boolean): string => {
  if (config.secretKey !== '') {
    const fault = weak(config.secretKey)
    if (fault !== null && production) throw new ConfigError(`COSET_SECRET_KEY ${fault}; make one with: openssl rand -base64 42`)
    return config.secretKey
  }
  if (production) throw new ConfigError('COSET_SECRET_KEY is needed in production; make one with: openssl rand -base64 42')
  ensureDataDir(config.dataDir)
  const path = join(config.dataDir, 'secret-key')
  if (!existsSync(path)) writeFileSync(path, randomBytes(48).toString('base64'), { mode: 0o600, flag: 'wx' })
  return readFileSync(path, 'utf8').trim()
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@coset/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError, loadConfig, maskedConfig } from './load.ts'
import { environmentName, SETTINGS } from './settings.ts'

const root = temporaryFolder()
afterAll(() => root[Symbol.dispose]())

let made = 0
const folderWith = (source?: string): string => {
  const folder = join(root.path, `f${made++}`)
  mkdirSync(folder)
  if (source !== undefined) writeFileSync(join(folder, 'coset.config.ts'), source)
  return folder
}
const empty = folderWith()
const load = (environment: Record<string, string>, folder = empty) => loadConfig(environment, folder)

describe('configuration', () => {
  test('without anything the defaults hold', async () => {
    expect(await load({})).toMatchObject({ host: '127.0.0.1', port: 8088, logLevel: 'info', loadExamples: true, featureFlags: {}, secretKey: '' })
  })

  test('names follow from keys', () => {
    expect(environmentName('port')).toBe('COSET_PORT')
    expect(environmentName('tableVizMaxRowServer')).toBe('COSET_TABLE_VIZ_MAX_ROW_SERVER')
    const names = Object.keys(SETTINGS).map(environmentName)
    expect(new Set(names).size).toBe(names.length)
  })

  test('texts of the environment become numbers, flags and objects', async () => {
    const config = await load({
      COSET_PORT: '9000',
      COSET_LOAD_EXAMPLES: 'false',
      COSET_TRUST_PROXY: 'yes',
      COSET_FEATURE_FLAGS: '{"DRILL_BY":false}',
      HOME: '/root',
    })
    expect(config).toMatchObject({ port: 9000, loadExamples: false, trustProxy: true, featureFlags: { DRILL_BY: false } })
  })

  test('secrets of commands stand beside the settings', async () => {
    await expect(load({ COSET_COMPARE_PASSWORD: 'x', COSET_MIGRATE_SECRET_KEY: 'y', COSET_CHROMIUM: '/z' })).resolves.toMatchObject({ port: 8088 })
    await expect(load({ COSET_COMPARE_PASSWORT: 'x' })).rejects.toThrow('COSET_COMPARE_PASSWORT (environment) is not a setting')
  })

  test('the environment wins over the file, the file over the defaults', async () => {
    const folder = folderWith("export default { port: 1234, appName: 'Mine' }")
    expect(await load({ COSET_PORT: '4321' }, folder)).toMatchObject({ port: 4321, appName: 'Mine', host: '127.0.0.1' })
  })

  test('COSET_CONFIG names another file', async () => {
    const folder = folderWith()
    writeFileSync(join(folder, 'other.ts'), "export default { appName: 'Other' }")
    expect(await load({ COSET_CONFIG: 'other.ts' }, folder)).toMatchObject({ appName: 'Other' })
  })

  test.each([
    ['COSET_PROT', 'COSET_PORT'],
    ['COSET_SECRETKEY', 'COSET_SECRET_KEY'],
    ['COSET_ROWLIMIT', 'COSET_ROW_LIMIT'],
  ])('%s is refused and %s named', async (wrong, right) => {
    await expect(load({ [wrong]: '1' })).rejects.toThrow(ConfigError)
    await expect(load({ [wrong]: '1' })).rejects.toThrow(right)
  })

  test('an unknown key of the file is refused and the nearest named', async () => {
    await expect(load({}, folderWith('export default { rowLimits: 1 }'))).rejects.toThrow(/rowLimits .* did you mean rowLimit\?/)
  })

  test.each([
    ['COSET_PORT', '99999'],
    ['COSET_PORT', 'http'],
    ['COSET_PORT', '1.5'],
    ['COSET_LOAD_EXAMPLES', 'perhaps'],
    ['COSET_LOG_LEVEL', 'loud'],
    ['COSET_FEATURE_FLAGS', '{'],
    ['COSET_FEATURE_FLAGS', '{"A":1}'],
    ['COSET_CACHE_URL', 'ftp://x'],
    ['COSET_ROW_LIMIT', '0'],
    ['COSET_ADMIN_USERNAME', ''],
  ])('%s=%s is refused by its name', async (name, value) => {
    await expect(load({ [name]: value })).rejects.toThrow(ConfigError)
    await expect(load({ [name]: value })).rejects.toThrow(name)
  })

  test('a wrong secret is not told', async () => {
    await expect(load({}, folderWith("export default { adminPassword: ['hunter2'] }"))).rejects.toThrow(/COSET_ADMIN_PASSWORD/)
    await expect(load({}, folderWith("export default { adminPassword: ['hunter2'] }"))).rejects.not.toThrow(/hunter2/)
  })

  test('a file that exports nothing by default is refused', async () => {
    await expect(load({}, folderWith('export const port = 1'))).rejects.toThrow(/must export an object/)
  })

  test('secrets are masked, unset ones are empty, the rest is shown', async () => {
    const config = await load({ COSET_SECRET_KEY: 'k'.repeat(40), COSET_ADMIN_PASSWORD: 'hunter2', COSET_DATABASE_URL: 'postgresql://u:pw@h/d' })
    const shown = maskedConfig(config)
    expect(shown).toMatchObject({ secretKey: '********', adminPassword: '********', databaseUrl: '********', port: 8088 })
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|kkkk|pw@/)
    expect(maskedConfig(await load({}))).toMatchObject({ secretKey: '', adminPassword: '' })
  })

  test('a URL that may hold a password is a secret', () => {
    for (const [key, setting] of Object.entries(SETTINGS))
      if (/(?:password|secret|secretKey|databaseUrl)$/i.test(key) && key !== 'signInWithPassword') expect('secret' in setting && setting.secret, key).toBe(true)
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { environmentName, SETTINGS } from '../config/settings.ts'

const DEPLOY = fileURLToPath(new URL('../../../../deploy/', import.meta.url))
/** Of the launcher, of the browser, of compose.yaml itself, and the two that Kubernetes would set. */
const OTHERS = ['COSET_CONFIG', 'COSET_CHROMIUM', 'COSET_IMAGE', 'COSET_SITE', 'COSET_HTTP_PORT', 'COSET_HTTPS_PORT', 'COSET_SERVICE_HOST', 'COSET_']

/** Names of settings in a text that no process would start with. */
const unknownIn = (text: string): readonly string[] => {
  const known = new Set([...Object.keys(SETTINGS).map(environmentName), ...OTHERS])
  return [...text.matchAll(/\bCOSET_[A-Z_]*/g)].map(([name]) => name).filter((name) => !known.has(name))
}

test('samples under deploy/ name settings that there are: one that is not known stops the start', () => {
  const files = readdirSync(DEPLOY, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(20)
  const found = files.flatMap(({ parentPath, name }) => unknownIn(readFileSync(join(parentPath, name), 'utf8')).map((setting) => `${name}: ${setting}`))
  expect(found).toEqual([])
  expect(unknownIn('COSET_PORT=1 COSET_REDIS_URL=x')).toEqual(['COSET_REDIS_URL'])
})

test('no sample ships a secret', () => {
  for (const file of ['compose/compose.yaml', 'compose/.env.example', 'helm/coset/values.yaml']) {
    const text = readFileSync(join(DEPLOY, file), 'utf8')
    expect(text).not.toMatch(/(?:secretKey|adminPassword|metricsToken|databaseUrl|cacheUrl|brokerUrl): "[^"]/)
    expect(text).not.toMatch(/(?:PASSWORD|SECRET_KEY|TOKEN)[=:] *["']?[A-Za-z0-9]/)
  }
})

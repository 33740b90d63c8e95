import { execFileSync } from 'node:child_process'
import { AppError } from '@coset/core'
import { expect, it } from 'vitest'
import { engineFor, engines } from './registry.ts'

it('finds engines by name and alias', () => {
  expect(engines.map((engine) => engine.id)).toEqual(['postgresql', 'mysql', 'sqlite', 'duckdb'])
  expect([engineFor('postgres').id, engineFor('MariaDB').id]).toEqual(['postgresql', 'mysql'])
  const names = engines.flatMap((engine) => [engine.id, ...engine.aliases])
  expect(new Set(names).size).toBe(names.length)
})

it('helps with a mistyped name', () => {
  expect(() => engineFor('postgressql')).toThrow(/did you mean "postgresql"/)
  expect(() => engineFor('oracle')).toThrow(AppError)
})

it('imports no driver before a connection is used', () => {
  const script = `import { createRequire } from 'node:module'
    const { engines } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    engines[0].connect({ uri: { engine: 'postgresql', driver: null, username: null, password: null, host: 'x', port: null, database: null, query: {} }, engineParams: {}, policy: { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] } })
    process.stdout.write(JSON.stringify(Object.keys(createRequire(import.meta.url).cache)))`
  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(JSON.parse(loaded)).toEqual([])
})

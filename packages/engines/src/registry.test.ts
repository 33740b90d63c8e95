import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { AppError } from '@coset/core'
import { expect, it } from 'vitest'
import { engineFor, engines } from './registry.ts'
import { checkedEngines } from './registry-check.ts'

it('finds engines by name and alias', () => {
  expect(engines.slice(0, 4).map((engine) => engine.id)).toEqual(['postgresql', 'mysql', 'sqlite', 'duckdb'])
  expect(['postgres', 'MariaDB', 'clickhouse', 'doris', 'athena', 'ydb'].map((name) => engineFor(name).id)).toEqual([
    'postgresql',
    'mysql',
    'clickhousedb',
    'pydoris',
    'awsathena',
    'yql',
  ])
  const names = engines.flatMap((engine) => [engine.id, ...engine.aliases])
  expect(new Set(names).size).toBe(names.length)
})

it('helps with a mistyped name', () => {
  expect(() => engineFor('postgressql')).toThrow(/did you mean "postgresql"/)
  expect(() => engineFor('nothing-like-it')).toThrow(AppError)
})

it('refuses a bad member and names it', () => {
  const [first] = engines
  if (first === undefined) throw new Error('there are no engines')
  const broken: readonly (readonly [Partial<typeof first>, RegExp])[] = [
    [{ id: 'Bad-Name' }, /"Bad-Name" cannot be used/],
    [{ id: 'twin' }, /"twin" cannot be used: the name "postgres" is taken/],
    [{ id: 'mute', aliases: [], label: ' ' }, /no label/],
    [{ id: 'short', aliases: [], dialect: { ...first.dialect, maxLabelLength: 4 } }, /too short/],
    [{ id: 'grains', aliases: [], dialect: { ...first.dialect, timeGrains: { P1D: 'today' } } }, /grain P1D/],
  ]
  for (const [own, told] of broken) expect(() => checkedEngines([first, { ...first, ...own }])).toThrow(told)
})

it('tells what cannot be connected, and why', () => {
  for (const engine of engines.filter(({ connectable }) => !connectable)) {
    const uri = { engine: engine.id, driver: null, username: null, password: null, host: 'db.example.com', port: null, database: null, query: {} }
    const config = { uri, engineParams: {}, policy: { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] } }
    expect(() => engine.validate(config), engine.id).toThrow(/cannot be connected yet: /)
    expect(() => engine.connect(config), engine.id).toThrow(/cannot be connected yet: /)
  }
})

it('stands in the documentation with every name', () => {
  const page = readFileSync(new URL('../../../docs/engines.md', import.meta.url), 'utf8')
  for (const { id, aliases, label } of engines) expect(page).toContain(`| ${label} | \`${[id, ...aliases].join('`, `')}\` |`)
})

it('imports no driver before a connection is used', () => {
  const script = `import { createRequire } from 'node:module'
    const { engines } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    engines[0].connect({ uri: { engine: 'postgresql', driver: null, username: null, password: null, host: 'x', port: null, database: null, query: {} }, engineParams: {}, policy: { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] } })
    process.stdout.write(JSON.stringify(Object.keys(createRequire(import.meta.url).cache).filter((path) => !path.includes('/ipaddr.js/'))))`
  const loaded = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(JSON.parse(loaded)).toEqual([])
})

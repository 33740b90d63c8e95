import { AppError } from '@coset/core'
import { engineFor } from '@coset/engines'
import type { Statement } from '@coset/sql'
import { describe, expect, test } from 'vitest'
import { createAs, selectMade, temporaryName } from './create-as.ts'
import { forbiddenFunctions, forbiddenTables, refuseForbiddenWords, revealing } from './forbidden.ts'
import { limitedBy, rowLimit } from './limits.ts'

const statement = (text: string, more: Partial<Statement> = {}): Statement => ({
  text,
  kind: 'select',
  mutates: false,
  tables: [],
  functions: [],
  limit: null,
  ...more,
})
const table = (name: string) => {
  const [table = '', schema = null, catalog = null] = name.split('.').reverse()
  return { catalog, schema, table }
}

describe('limits', () => {
  test.each([
    [undefined, null, 100, 'DROPDOWN', 101],
    [0, null, 100, 'DROPDOWN', 101],
    [-5, null, 100, 'DROPDOWN', 101],
    [10, null, 10, 'DROPDOWN', 11],
    [1000, null, 100, 'DROPDOWN', 101],
    [10, 5, 5, 'QUERY', 5],
    [10, 10, 10, 'QUERY_AND_DROPDOWN', 10],
    [10, 11, 10, 'DROPDOWN', 11],
    [10, 0, 0, 'QUERY', 0],
  ] as const)('chosen %s, own %s', (chosen, own, limit, factor, ask) => {
    expect(rowLimit(chosen, 100, own)).toEqual({ limit, factor, ask, smaller: 'holds' })
    const dropdown = chosen === undefined || chosen < 1 ? 100 : Math.min(chosen, 100)
    expect(rowLimit(chosen, 100, own, 'replaced')).toEqual({ limit: dropdown, factor: 'DROPDOWN', ask: dropdown + 1, smaller: 'replaced' })
  })

  test('a chosen limit cuts when a row more came, an own one when it is reached', () => {
    expect([9, 10, 11].map((rows) => limitedBy(rowLimit(10, 100, null), rows))).toEqual([null, null, 'DROPDOWN'])
    expect([4, 5].map((rows) => limitedBy(rowLimit(10, 100, 5), rows))).toEqual([null, 'QUERY'])
  })
})

describe('forbidden names', () => {
  test('functions by name', () => {
    expect(forbiddenFunctions([statement('', { functions: ['pg_sleep', 'upper'] }), statement('', { functions: ['pg_sleep'] })], ['pg_sleep'])).toEqual([
      'pg_sleep',
    ])
    expect(forbiddenFunctions([statement('', { functions: ['pg_sleeper'] })], ['pg_sleep'])).toEqual([])
  })

  test.each([
    ['pg_roles', null, ['pg_roles']],
    ['pg_catalog.PG_Roles', null, ['pg_roles']],
    ['a.b.pg_roles', null, ['pg_roles']],
    ['mysql.user', null, ['mysql.user']],
    ['MySQL.User', 'shop', ['mysql.user']],
    ['user', 'mysql', ['mysql.user']],
    ['user', 'shop', []],
    ['user', null, []],
    ['shop.user', 'mysql', []],
    ['my_pg_roles', null, []],
  ])('table %s with %s chosen', (name, home, found) => {
    expect(forbiddenTables([statement('', { tables: [table(name)] })], ['pg_roles', 'mysql.user'], home)).toEqual(found)
  })

  test('any word of a text that was not understood', () => {
    const settings = { disallowedFunctions: { postgresql: ['pg_sleep'] }, disallowedTables: { postgresql: ['x.secret'] } } as never
    const engine = engineFor('postgresql')
    for (const sql of ['SELECT "PG_SLEEP"(1)', 'weird pg_sleep', '/* pg_sleep */', 'x."SECRET"'])
      expect(() => refuseForbiddenWords(settings, engine, sql)).toThrow(AppError)
    for (const sql of ['SELECT pg_sleeper', 'SELECT secrets']) expect(() => refuseForbiddenWords(settings, engine, sql)).not.toThrow()
  })

  test('functions that read what stands in no FROM', () => {
    const of = (grammar: string, ...functions: string[]) => revealing([statement('', { functions })], grammar)
    expect(of('postgresql', 'ts_stat', 'upper', 'dblink_exec', 'pg_get_viewdef')).toEqual(['ts_stat', 'dblink_exec', 'pg_get_viewdef'])
    expect(of('duckdb', 'duckdb_tables', 'range', 'read_csv')).toEqual(['duckdb_tables', 'read_csv'])
    expect(of('sqlite', 'pragma_table_info', 'json_each')).toEqual(['pragma_table_info'])
    expect(of('mysql', 'anything')).toEqual([])
  })
})

describe('CREATE … AS', () => {
  const { dialect } = engineFor('postgresql')
  const make = (method: 'TABLE' | 'VIEW', statements: readonly Statement[], name = 'x', schema: string | null = null) =>
    createAs(statements, { method, name, schema }, dialect).map((one) => one.text)

  test('makes a table of the last SELECT and quotes every name', () => {
    expect(make('TABLE', [statement('SELECT 1'), statement('SELECT 2')], 'a"; DROP TABLE b; --', 's')).toEqual([
      'SELECT 1',
      'CREATE TABLE "s"."a""; DROP TABLE b; --" AS\nSELECT 2',
    ])
    expect(selectMade({ method: 'TABLE', name: 'a"b', schema: '' }, dialect, 7)).toBe('SELECT *\nFROM "a""b"\nLIMIT 7')
  })

  test('refuses what ends with no SELECT, and views of more than one', () => {
    for (const wrong of [
      () => make('TABLE', []),
      () => make('TABLE', [statement('SHOW x', { kind: 'show' })]),
      () => make('TABLE', [statement('WITH x AS (DELETE …) SELECT 1', { mutates: true })]),
      () => make('VIEW', [statement('SELECT 1'), statement('SELECT 2')]),
      () => make('VIEW', [statement('EXPLAIN SELECT 1', { kind: 'explain' })]),
    ])
      expect(wrong).toThrow(/can only be made of/)
  })

  test('a name of its own', () => {
    expect(temporaryName(7, Date.UTC(2026, 10, 25, 18, 53, 44))).toBe('tmp_7_table_2026_11_25_18_53_44')
  })
})

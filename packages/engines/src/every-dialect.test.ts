import { AppError } from '@coset/core'
import { createSqlAnalyzer, tokenize } from '@coset/sql'
import { afterAll, describe, expect, it } from 'vitest'
import golden from '../fixtures/dialects.json' with { type: 'json' }
import facts from '../fixtures/label-limits.json' with { type: 'json' }
import { engineFor, engines } from './registry.ts'

const moment = Date.UTC(2021, 0, 2, 3, 4, 5) + 6.007
const analyzer = createSqlAnalyzer()
afterAll(() => analyzer.close())

/** All that a dialect writes, as one record: what the fixture holds for each member. */
const written = ({ dialect }: (typeof engines)[number]) => ({
  grammar: dialect.grammar,
  grains: dialect.timeGrains,
  epoch: dialect.epoch,
  date: dialect.dateTimeLiteral('DATE', moment),
  timestamp: dialect.dateTimeLiteral('TIMESTAMP', moment),
  datetime: dialect.dateTimeLiteral('DATETIME', moment),
  name: dialect.quoteIdentifier('Order "x" `y` [z]'),
  plain: dialect.quoteIdentifier('order_date'),
  label: dialect.quoteLabel('order_date'),
  text: dialect.stringLiteral('it\'s \\ "q"\nüñ'),
  booleans: [dialect.booleanLiteral(true), dialect.booleanLiteral(false), dialect.isBoolean('x', true)],
  cast: dialect.castToText('x'),
  page: dialect.paginate('SELECT a FROM t', { limit: 10, offset: 0, ordered: false }),
})

describe('every member writes what its fixture holds', () => {
  it('has a fixture for each, and no other', () => expect(Object.keys(golden).toSorted()).toEqual(engines.map(({ id }) => id).toSorted()))
  it.each(engines.map((engine) => [engine.id, engine] as const))('%s', (id, engine) => expect(written(engine)).toEqual((golden as Record<string, unknown>)[id]))
})

describe('labels', () => {
  it.each(Object.entries(facts))('%s is as long as the field has it', (id, most) => expect(engineFor(id).dialect.maxLabelLength).toBe(most))

  it('are changed as the engines change them', () => {
    expect(engineFor('redshift').dialect.mutateLabel('SUM(Sales)')).toBe('sum(sales)')
    expect(engineFor('clickhousedb').dialect.mutateLabel('at')).toMatch(/^at_[0-9a-f]{6}$/)
    expect(engineFor('awsathena').dialect.mutateLabel('Ab')).toBe('ab')
    const { mutateLabel } = engineFor('bigquery').dialect
    expect(mutateLabel('plain_1')).toBe('plain_1')
    expect(mutateLabel('SUM(a)')).toMatch(/^SUM_a__[0-9a-f]{5}$/)
    expect(mutateLabel('2020')).toMatch(/^_2020_[0-9a-f]{5}$/)
    expect(mutateLabel('a b')).not.toBe(mutateLabel('a-b'))
    expect(mutateLabel('x'.repeat(200))).toMatch(/^_[0-9a-f]{64}$/)
  })
})

const HOSTILE = [
  "it's",
  "'; DROP TABLE t; --",
  'back\\slash',
  "\\' OR 1=1 -- ",
  '"',
  '`',
  ']',
  '[x]',
  'new\nline\r\t',
  '/* c */',
  '{{ x }} %s :p ? $1',
  'Ünï😀漢字',
  "''",
  '\\',
  '$$a$$',
  '\u2028',
]

describe('hostile texts and names', () => {
  it.each(engines.map((engine) => [engine.id, engine.dialect] as const))('%s keeps them inside of their quotes', (_, dialect) => {
    for (const text of HOSTILE) {
      const literal = dialect.stringLiteral(text)
      expect(literal, text).toMatch(/^N?'[\s\S]*'$/)
      for (const quoted of [dialect.quoteIdentifier(text), dialect.quoteLabel(text)]) expect(quoted.length, text).toBeGreaterThan(text.length)
    }
    for (const text of ['a\0b', '\ud800']) {
      expect(() => dialect.stringLiteral(text)).toThrow(AppError)
      expect(() => dialect.quoteIdentifier(text)).toThrow(AppError)
      expect(() => dialect.quoteLabel(text)).toThrow(AppError)
    }
  })

  /** Grammars whose tokens are read as the engine reads them; the generic one knows no backticks, and KQL is no SQL. */
  const read = engines.filter(({ id, dialect }) => dialect.grammar !== 'generic' && !['kustokql'].includes(id))
  it.each(read.map((engine) => [engine.id, engine.dialect] as const))('%s: a text is one token of its grammar', (_, dialect) => {
    for (const text of HOSTILE) {
      const literal = dialect.stringLiteral(text).replace(/^N/, '')
      const tokens = tokenize(`${literal} , 1`, dialect.grammar)
      expect([text, tokens.map((token) => token.kind)]).toEqual([text, ['string', 'operator', 'number']])
      expect(tokens[0]?.text).toBe(literal)
    }
  })
})

describe('SQL that the parser reads back', () => {
  /** KQL is no SQL; spans such as `1m` are read by no grammar here, and stand only in what the planner writes itself. */
  const cases = engines.filter(({ id }) => !['kustokql', 'taosws', 'iotdb'].includes(id))
  it.each(cases.map((engine) => [engine.id, engine.dialect] as const))('%s', async (_, dialect) => {
    const column = dialect.quoteIdentifier('order_date')
    const alias = dialect.aliasInSelect ? ` AS ${dialect.quoteLabel('Order Date')}` : ''
    const table = dialect.quoteIdentifier('orders')
    const words = dialect.grainWords?.('TIMESTAMP') ?? {}
    const failures: string[] = []
    for (const [grain, template] of Object.entries(dialect.timeGrains)) {
      const expression = Object.entries(words)
        .reduce((text, [word, value]) => text.replaceAll(`{${word}}`, value), template)
        .replaceAll('{col}', column)
      const sql = `SELECT ${expression}${alias}, COUNT(*) FROM ${table} WHERE ${dialect.quoteIdentifier('region')} = ${dialect.stringLiteral("O'Neil")} GROUP BY ${expression}`
      const told = await analyzer
        .statements(dialect.paginate(sql, { limit: 10, offset: 0, ordered: false }), dialect.grammar)
        .catch((error: unknown) => String(error))
      if (typeof told === 'string') failures.push(`${grain}: ${told}`)
      else expect([grain, told.length, told[0]?.mutates, told[0]?.kind]).toEqual([grain, 1, false, 'select'])
    }
    expect(failures).toEqual([])
  })
})

describe('pages', () => {
  const page = (id: string, limit: number | null, offset: number, ordered = false): string =>
    engineFor(id).dialect.paginate(`SELECT a FROM t${ordered ? ' ORDER BY a' : ''}`, { limit, offset, ordered })

  it('writes each engine its own way', () => {
    expect(page('postgresql', 10, 5)).toBe('SELECT a FROM t LIMIT 10 OFFSET 5')
    expect(page('mysql', null, 5)).toBe('SELECT a FROM t LIMIT 18446744073709551615 OFFSET 5')
    expect(page('sqlite', null, 5)).toBe('SELECT a FROM t LIMIT -1 OFFSET 5')
    expect(page('trino', 10, 5, true)).toBe('SELECT a FROM t ORDER BY a OFFSET 5 LIMIT 10')
    expect(page('mssql', 10, 0)).toBe('SELECT TOP 10 a FROM t')
    expect(page('mssql', 10, 5, true)).toBe('SELECT a FROM t ORDER BY a OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY')
    expect(page('mssql', 10, 5)).toBe('SELECT a FROM t\nORDER BY (SELECT NULL) OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY')
    expect(page('oracle', 10, 0)).toBe('SELECT a FROM t FETCH FIRST 10 ROWS ONLY')
    expect(page('oracle', 10, 5)).toBe('SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY')
    expect(page('hive', 10, 5)).toBe('SELECT a FROM t LIMIT 5, 10')
    expect(page('spark', 10, 5)).toBe('SELECT a FROM t LIMIT 10 OFFSET 5')
    expect(page('teradatasql', 10, 0)).toBe('SELECT TOP 10 a FROM t')
    expect(engineFor('mssql').dialect.paginate('SELECT DISTINCT a FROM t', { limit: 3, offset: 0, ordered: false })).toBe('SELECT DISTINCT TOP 3 a FROM t')
    expect(() => page('teradatasql', 10, 1)).toThrow(AppError)
    expect(() => page('elasticsearch', 10, 1)).toThrow(AppError)
  })

  it.each(engines.map((engine) => [engine.id, engine.dialect] as const))('%s refuses what is no whole number', (_, dialect) => {
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => dialect.limit(bad, 0)).toThrow(AppError)
      expect(() => dialect.paginate('SELECT 1', { limit: bad, offset: 0, ordered: false })).toThrow(AppError)
    }
  })
})

import { engines } from '@coset/engines'
import { describe, expect, it } from 'vitest'
import { literalBody, sqlFilters } from './literals.ts'

const EVIL = ["'", "''", "\\'", "\\\\'", "x' OR '1'='1", "x\\' OR 1=1 --", '"', '`', '\n', '%', 'é😀', "'; DROP TABLE t; --", '\\']

describe.each(engines.map((engine) => [engine.id, engine.dialect] as const))('literals of %s', (_, dialect) => {
  it('15: a text between quotes is the text, whatever it holds', () => {
    for (const text of EVIL) {
      expect(dialect.stringLiteral(text).replace(/^N/, ''), text).toBe(`'${literalBody(dialect, text)}'`)
      // No quote stands alone: doubled, or behind a backslash that is itself not escaped
      const body = literalBody(dialect, text)
      const bare = literalBody(dialect, '\\') === '\\' ? body.replaceAll("''", '') : body.replace(/\\[\s\S]/g, '').replaceAll("''", '')
      expect(bare, text).not.toContain("'")
    }
    const list = sqlFilters(dialect)['where_in']?.([EVIL], {})
    expect(list).toBe(`(${EVIL.map(dialect.stringLiteral).join(', ')})`)
  })
  it('refuses what no literal can hold', () => {
    for (const text of ['a\0b', '\ud800']) {
      expect(() => literalBody(dialect, text)).toThrow()
      expect(() => sqlFilters(dialect)['where_in']?.([[text]], {})).toThrow()
    }
  })
})

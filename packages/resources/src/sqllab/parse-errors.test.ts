import { InvalidSql } from '@coset/core'
import { createSqlAnalyzer } from '@coset/sql'
import { describe, expect, test } from 'vitest'
import { located } from './parse-errors.ts'

const analyzer = createSqlAnalyzer()

const complaint = async (sql: string, grammar = 'postgresql'): Promise<InvalidSql> => {
  try {
    await analyzer.statements(sql, grammar)
  } catch (error) {
    if (error instanceof InvalidSql) return located(error, sql, grammar, grammar)
    throw error
  }
  throw new Error(`${sql} was understood`)
}

describe('places of complaints', () => {
  test.each([
    ['SELECT id\nFROM sales WHERE', 2],
    ['SELECT 1;\n\n-- why\nSELECT /* long\ncomment */ id FROM\n  sales WHERE )', null],
    ["SELECT 'it''s -- no comment',\n  id FROM\nsales ORDER", 3],
  ])('%j', async (sql, line) => {
    const { details, message } = await complaint(sql)
    expect(details['sql']).toBe(sql)
    expect(details['line']).toBe(line)
    expect(message.includes('near line')).toBe(line !== null)
  })
})

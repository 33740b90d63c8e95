import type { Actor } from '@coset/access'
import { AppError, EngineFailure, InvalidSql } from '@coset/core'
import type { Context } from '../context.ts'
import { checkScript, type Script } from './check.ts'
import { lineAndColumn } from './parse-errors.ts'

/** A fault in a script, for an editor's margin; lines and columns count from 1. */
export interface Fault {
  readonly line_number: number
  readonly start_column: number
  readonly end_column: number
  readonly message: string
}

const at = (sql: string, place: number, length: number, message: string): Fault => {
  const { line, column } = lineAndColumn(sql, Math.max(0, place))
  return { line_number: line, start_column: column, end_column: column + Math.max(1, length), message }
}

/** Where a message's name stands in the text: what it quotes, the latest that is there. */
const named = (sql: string, from: number, message: string): Fault => {
  const names = [...message.matchAll(/"([^"]+)"|'([^']+)'|`([^`]+)`|(?:column|table|view): (\S+)/g)].flatMap((m) =>
    m.slice(1).filter((name) => name !== undefined),
  )
  for (const name of names) {
    const word = name.split('.').at(-1) ?? name
    const index = sql.toLowerCase().indexOf(word.toLowerCase(), from)
    if (word !== '' && index >= 0) return at(sql, index, word.length, message)
  }
  return at(sql, from, 1, message)
}

const ofParser = (sql: string, error: InvalidSql): Fault => {
  const { line, column } = error.details
  if (typeof line !== 'number' || typeof column !== 'number') return at(sql, sql.search(/\S/), 1, error.message)
  return { line_number: line, start_column: column, end_column: column + 1, message: error.message }
}

/**
 * What is wrong with a script: first by the parser and the rules of SQL Lab, then, for queries, by the database, which describes them without
 * running them. Empty: nothing was found.
 */
export const faultsOf = async (ctx: Context, actor: Actor, script: Script): Promise<readonly Fault[]> => {
  const { sql } = script
  try {
    const { statements, understood } = await checkScript(ctx, actor, script)
    if (!understood) return []
    const connection = await ctx.connections.forDatabase(script.database.id)
    const faults: Fault[] = []
    let from = 0
    for (const statement of statements) {
      const start = Math.max(from, sql.indexOf(statement.text, from))
      from = start
      if (statement.kind !== 'select' || statement.mutates) continue
      try {
        await connection.describe(statement.text, script.schema)
      } catch (error) {
        if (!(error instanceof EngineFailure) || error.status === 422) throw error
        faults.push(named(sql, start, error.message))
      }
    }
    return faults
  } catch (error) {
    if (error instanceof InvalidSql) return [ofParser(sql, error)]
    if (error instanceof AppError && error.envelope === 'errors' && error.status < 500 && error.status !== 404) return [named(sql, 0, error.message)]
    throw error
  }
}

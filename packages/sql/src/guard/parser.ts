import { InvalidSql } from '@coset/core'
import { parserName } from '../tokenizer/grammar.ts'

/** A node of the parser's tree: an object of one key, its kind, or any plain JSON below it. */
export type Node = Readonly<Record<string, unknown>>

interface ParseAnswer {
  readonly success: boolean
  readonly ast?: unknown
  readonly error?: string | null | undefined
  readonly errorLine?: number | null | undefined
  readonly errorColumn?: number | null | undefined
}

/** The third-party parser, loaded once; its module is 24 MB and is not touched before the first text needs it. */
export interface Parser {
  /** One statement's tree. Throws InvalidSql. */
  parse(sql: string, grammar: string): Node
  pretty(sql: string, grammar: string): string
}

let loading: Promise<Parser> | undefined

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

const load = async (): Promise<Parser> => {
  const sdk = await import('@polyglot-sql/sdk')
  await sdk.init()
  const dialects = Object.values(sdk.Dialect)
  const dialectOf = (grammar: string) => dialects.find((name) => name === parserName(grammar)) ?? sdk.Dialect.Generic
  const guarded = <T>(sql: string, grammar: string, run: () => T): T => {
    try {
      return run()
    } catch (cause) {
      throw new InvalidSql('The SQL could not be parsed', { details: { sql, engine: grammar }, cause })
    }
  }
  return {
    parse: (sql, grammar) => {
      const answer: ParseAnswer = guarded(sql, grammar, () => sdk.parse(sql, dialectOf(grammar)))
      const [tree, ...more] = Array.isArray(answer.ast) ? (answer.ast as readonly unknown[]) : []
      if (!answer.success || !isNode(tree)) {
        const line = answer.errorLine ?? null
        const column = answer.errorColumn ?? null
        const where = line === null ? '' : ` near line ${line}, column ${column ?? 0}`
        throw new InvalidSql(`The SQL could not be parsed${where}`, { details: { sql, engine: grammar, line, column } })
      }
      if (more.length > 0) throw new InvalidSql('Only one statement is expected', { details: { sql, engine: grammar } })
      return tree
    },
    pretty: (sql, grammar) => {
      const answer = guarded(sql, grammar, () => sdk.format(sql, dialectOf(grammar)))
      const [text] = answer.sql ?? []
      if (!answer.success || text === undefined) throw new InvalidSql('The SQL could not be parsed', { details: { sql, engine: grammar } })
      return text
    },
  }
}

export const loadParser = async (): Promise<Parser> => {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/** Kind and body of a node; lists and scalars have none. */
export const kindOf = (node: Node): readonly [string, Node] | null => {
  const [entry, ...more] = Object.entries(node)
  return entry !== undefined && more.length === 0 && isNode(entry[1]) ? [entry[0], entry[1]] : null
}

export const asNode = (value: unknown): Node | null => (isNode(value) ? value : null)

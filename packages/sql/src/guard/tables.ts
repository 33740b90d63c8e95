import { InvalidSql } from '@coset/core'
import type { TableRef } from '../analyzer.ts'
import { lexicalRules, parserName } from '../tokenizer/grammar.ts'
import { asNode, type Node } from './parser.ts'

interface Name {
  readonly text: string
  readonly quoted: boolean
}

const nameOf = (value: unknown): Name | null => {
  const node = asNode(value)
  return typeof node?.['name'] === 'string' ? { text: node['name'], quoted: node['quoted'] === true } : null
}

/** Grammars where `x IN name` reads a table. */
const IN_READS_TABLES = new Set(['sqlite', 'clickhouse'])

/** Nodes that name a table through a plain column node. */
const TABLE_LIKE_TARGETS = new Set(['pivot', 'unpivot', 'summarize', 'describe'])

/** A table as it is met; `node` is the body of its `table` node, null where it is named in another way. */
type OnTable = (ref: TableRef, node: Node | null) => void

/** Grammars in which an unquoted CTE is the same whatever its letters' case. Elsewhere a name of another case may be a real table. */
const CTES_WITHOUT_CASE = new Set('postgresql redshift sqlite duckdb snowflake oracle trino presto athena hive spark databricks bigquery'.split(' '))

/** Grammars whose CTEs may not see those of the queries around them. */
const DEFINED_APART = new Set(['mysql'])

class TableWalk {
  private readonly grammar: string
  private readonly foldsUp: boolean
  private readonly onTable: OnTable

  constructor(grammar: string, onTable: OnTable) {
    this.grammar = parserName(grammar)
    this.foldsUp = lexicalRules(grammar).foldsUp
    this.onTable = onTable
  }

  visit(value: unknown, ctes: readonly Name[]): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, ctes)
      return
    }
    const node = asNode(value)
    if (node === null) return
    const scope = this.withCtes(node['with'], ctes)
    for (const [key, child] of Object.entries(node)) {
      if (key === 'with') continue
      if (key === 'table') this.table(child, scope)
      else if (key === 'stage_reference') this.stage(child)
      else if (key === 'in') this.inName(child, scope)
      else if (TABLE_LIKE_TARGETS.has(key)) this.target(child, scope)
      this.visit(child, scope)
    }
  }

  /**
   * Each CTE sees those before it, and itself only under RECURSIVE: `WITH a AS (SELECT * FROM a)` reads the real table. Where engines differ, the
   * real table is told: naming one too many refuses or restricts, naming one too few opens it.
   */
  private withCtes(clause: unknown, outer: readonly Name[]): readonly Name[] {
    const node = asNode(clause)
    if (node === null) return outer
    const list: readonly unknown[] = Array.isArray(node['ctes']) ? node['ctes'] : []
    const all = list.map((cte) => nameOf(asNode(cte)?.['alias'])).filter((name) => name !== null)
    // MariaDB resolves names inside a CTE past the CTEs of the queries around it
    let scope: readonly Name[] = DEFINED_APART.has(this.grammar) ? [] : outer
    for (const item of list) {
      const cte = asNode(item)
      const own = nameOf(cte?.['alias'])
      if (node['recursive'] === true && cte !== null && own !== null) this.recursive(cte, own, scope)
      else this.visit(cte, scope)
      if (own !== null) scope = [...scope, own]
    }
    return [...outer, ...all]
  }

  /** A recursive CTE means itself in the last arm of its UNION only: elsewhere DuckDB reads the table of that name. */
  private recursive(cte: Node, own: Name, scope: readonly Name[]): void {
    const union = asNode(asNode(cte['this'])?.['union'])
    if (union === null) {
      this.visit(cte, scope)
      return
    }
    const { with: clause, right, ...rest } = union
    const inner = this.withCtes(clause, scope)
    this.visit(rest, inner)
    this.visit(right, [...inner, own])
  }

  private shadowed(name: Name, ctes: readonly Name[]): boolean {
    return ctes.some((cte) => {
      if (cte.quoted !== name.quoted) return !this.foldsUp && cte.text === name.text && name.text === name.text.toLowerCase()
      if (cte.text === name.text) return true
      return !cte.quoted && CTES_WITHOUT_CASE.has(this.grammar) && cte.text.toLowerCase() === name.text.toLowerCase()
    })
  }

  /** `key` `table` also holds a column's qualifier, which is a bare name and no table. */
  private table(child: unknown, ctes: readonly Name[]): void {
    const node = asNode(child)
    const name = nameOf(node?.['name'])
    if (node === null || name === null) return
    const schema = nameOf(node['schema'])
    const catalog = nameOf(node['catalog'])
    if (schema === null && catalog === null && this.shadowed(name, ctes)) return
    const parts = this.grammar === 'bigquery' ? [catalog, schema, name].flatMap((part) => part?.text.split('.') ?? []) : []
    if (parts.length > 1) this.onTable({ catalog: parts.slice(0, -2).join('.') || null, schema: parts.at(-2) ?? null, table: parts.at(-1) ?? '' }, node)
    else this.onTable({ catalog: catalog?.text ?? null, schema: schema?.text ?? null, table: name.text }, node)
  }

  private column(child: unknown, ctes: readonly Name[]): void {
    const column = asNode(asNode(child)?.['column'])
    const name = nameOf(column?.['name'])
    if (column === null || name === null) return
    const schema = nameOf(column['table'])
    if (schema !== null || !this.shadowed(name, ctes)) this.onTable({ catalog: null, schema: schema?.text ?? null, table: name.text }, null)
  }

  private target(child: unknown, ctes: readonly Name[]): void {
    this.column(asNode(child)?.['this'], ctes)
    this.column(asNode(child)?.['target'], ctes)
  }

  private inName(child: unknown, ctes: readonly Name[]): void {
    const node = asNode(child)
    if (node?.['is_field'] !== true || !IN_READS_TABLES.has(this.grammar) || !Array.isArray(node['expressions'])) return
    for (const item of node['expressions']) {
      // `x IN t + 1` is `(x IN t) + 1` to the database and `x IN (t + 1)` to the parser
      if (asNode(asNode(item)?.['column']) === null) throw new InvalidSql('A table after IN stands in an expression; put parentheses around `x IN name`')
      this.column(item, ctes)
    }
  }

  private stage(child: unknown): void {
    const node = asNode(child)
    if (typeof node?.['name'] === 'string')
      this.onTable({ catalog: null, schema: null, table: `${node['name']}${typeof node['path'] === 'string' ? node['path'] : ''}` }, null)
  }
}

/** Tells every real table that a tree names, as often as it stands there. */
export const walkTables = (tree: Node, grammar: string, onTable: OnTable): void => new TableWalk(grammar, onTable).visit(tree, [])

/** Every real table that a tree names, targets of writes included, in the order found. */
export const tablesOf = (tree: Node, grammar: string): readonly TableRef[] => {
  const found = new Map<string, TableRef>()
  walkTables(tree, grammar, (ref) => found.set(JSON.stringify([ref.catalog, ref.schema, ref.table]), ref))
  return [...found.values()]
}

const some = (value: unknown, test: (key: string, child: unknown) => boolean): boolean => {
  if (Array.isArray(value)) return value.some((item) => some(item, test))
  const node = asNode(value)
  return node !== null && Object.entries(node).some(([key, child]) => (child !== null && test(key, child)) || some(child, test))
}

const QUERIES = new Set(['select', 'union', 'intersect', 'except', 'subquery', 'values', 'exists', 'describe', 'summarize', 'show', 'pivot', 'unpivot'])
const WRITES = /^(?:insert|delete|merge|truncate_table|copy|command|raw|(?:create|drop|alter)_\w+)$/

/** A query stands somewhere inside of the tree. */
export const holdsQuery = (tree: unknown): boolean => some(tree, (key, child) => QUERIES.has(key) && asNode(child) !== null)

/** A write, SELECT INTO or a locking clause stands somewhere inside of the tree. */
export const holdsWrite = (tree: Node): boolean =>
  some(tree, (key, child) => {
    if (key === 'into') return true
    if (key === 'locks') return Array.isArray(child) && child.length > 0
    if (key === 'update') return asNode(child)?.['table'] !== undefined
    return WRITES.test(key) && asNode(child) !== null
  })

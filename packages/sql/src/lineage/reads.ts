import type { ColumnSource, OutputColumn, QueryReads, TableRef } from '../analyzer.ts'
import { asNode, kindOf, type Node } from '../guard/parser.ts'

/** What stands behind a name in FROM: a real table, or a query whose columns are known. */
type Relation =
  | { readonly kind: 'table'; readonly name: string; readonly table: TableRef }
  | { readonly kind: 'query'; readonly name: string; readonly outputs: readonly OutputColumn[] }

interface Scope {
  readonly relations: readonly Relation[]
  readonly outer: Scope | null
}

type Queries = ReadonlyMap<string, readonly OutputColumn[]>

const nameOf = (value: unknown): string | null => {
  const name = asNode(value)?.['name']
  return typeof name === 'string' ? name : null
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const QUERY_KINDS = new Set(['select', 'union', 'intersect', 'except', 'subquery', 'paren'])

/** The body of a query node, unwrapped of brackets; null when the node is something else. */
const queryOf = (value: unknown): readonly [string, Node] | null => {
  const node = asNode(value)
  const entry = node === null ? null : kindOf(node)
  if (entry === null || !QUERY_KINDS.has(entry[0])) return null
  return entry[0] === 'subquery' || entry[0] === 'paren' ? queryOf(entry[1]['this']) : entry
}

class ReadWalk {
  readonly found = new Map<string, ColumnSource>()

  private read(source: ColumnSource): ColumnSource {
    const key = JSON.stringify([source.table.catalog, source.table.schema, source.table.table, source.column])
    const known = this.found.get(key)
    if (known === undefined || (source.certain && !known.certain)) this.found.set(key, source)
    return source
  }

  query(value: unknown, queries: Queries, outer: Scope | null): readonly OutputColumn[] {
    const entry = queryOf(value)
    if (entry === null) return []
    const [kind, body] = entry
    const known = this.withCtes(body['with'], queries, outer)
    if (kind === 'select') return this.select(body, known, outer)
    const left = this.query(body['left'], known, outer)
    const right = this.query(body['right'], known, outer)
    // The columns of a set operation are the left arm's by name and both arms' by place
    return left.map((column, i) => ({ name: column.name, sources: [...column.sources, ...(right[i]?.sources ?? [])] }))
  }

  private withCtes(clause: unknown, queries: Queries, outer: Scope | null): Queries {
    const node = asNode(clause)
    if (node === null) return queries
    const known = new Map(queries)
    for (const item of list(node['ctes'])) {
      const cte = asNode(item)
      const name = nameOf(cte?.['alias'])
      if (cte === null || name === null) continue
      if (node['recursive'] === true) known.set(name.toLowerCase(), [])
      const outputs = this.query(cte['this'], known, outer)
      const columns = list(cte['columns']).map(nameOf)
      known.set(
        name.toLowerCase(),
        outputs.map((column, i) => ({ ...column, name: columns[i] ?? column.name })),
      )
    }
    return known
  }

  private relation(value: unknown, queries: Queries, outer: Scope | null): Relation[] {
    const node = asNode(value)
    const entry = node === null ? null : kindOf(node)
    if (entry === null) return []
    const [kind, body] = entry
    if (kind === 'alias' || kind === 'paren') {
      const alias = nameOf(body['alias'])
      return this.relation(body['this'], queries, outer).map((one) => (alias === null ? one : { ...one, name: alias }))
    }
    if (kind === 'table') return this.tableRelation(body, queries)
    const alias = nameOf(body['alias'])
    if (queryOf(value) !== null) return [{ kind: 'query', name: alias ?? '', outputs: this.query(value, queries, outer) }]
    // Joins in brackets and the like: what tables they hold can be read from
    return Object.values(body).flatMap((child) => (Array.isArray(child) ? child : [child]).flatMap((one) => this.relation(one, queries, outer)))
  }

  private tableRelation(body: Node, queries: Queries): Relation[] {
    const table = nameOf(body['name'])
    if (table === null) return []
    const [schema, catalog] = [nameOf(body['schema']), nameOf(body['catalog'])]
    const name = nameOf(body['alias']) ?? table
    const outputs = schema === null ? queries.get(table.toLowerCase()) : undefined
    return [outputs === undefined ? { kind: 'table', name, table: { catalog, schema, table } } : { kind: 'query', name, outputs }]
  }

  private select(body: Node, queries: Queries, outer: Scope | null): readonly OutputColumn[] {
    const joins = list(body['joins']).map(asNode)
    const from = [...list(asNode(body['from'])?.['expressions']), ...joins.map((join) => join?.['this'])]
    const scope: Scope = { relations: from.flatMap((one) => this.relation(one, queries, outer)), outer }
    const outputs = list(body['expressions']).flatMap((one, i) => this.output(one, scope, queries, i))
    const aliases = new Map(outputs.map((column) => [column.name.toLowerCase(), column]))
    for (const [key, child] of Object.entries(body)) {
      if (key === 'expressions' || key === 'from' || key === 'with' || key === 'joins') continue
      this.expression(child, scope, queries, key === 'order_by' || key === 'group_by' || key === 'having' ? aliases : null)
    }
    for (const join of joins)
      if (join !== null) for (const [key, child] of Object.entries(join)) if (key !== 'this') this.expression(child, scope, queries, null)
    return outputs
  }

  private output(value: unknown, scope: Scope, queries: Queries, place: number): readonly OutputColumn[] {
    const node = asNode(value)
    const entry = node === null ? null : kindOf(node)
    if (entry === null) return []
    const [kind, body] = entry
    if (kind === 'star') return this.star(nameOf(body['table']), scope)
    if (kind === 'alias') return [{ name: nameOf(body['alias']) ?? `_col_${place}`, sources: this.expression(body['this'], scope, queries, null) }]
    const name = kind === 'column' ? nameOf(body['name']) : null
    return [{ name: name ?? `_col_${place}`, sources: this.expression(value, scope, queries, null) }]
  }

  private star(qualifier: string | null, scope: Scope): readonly OutputColumn[] {
    return scope.relations
      .filter((relation) => qualifier === null || same(relation.name, qualifier))
      .flatMap((relation) =>
        relation.kind === 'query' ? relation.outputs : [{ name: '*', sources: [this.read({ table: relation.table, column: '*', certain: true })] }],
      )
  }

  /** Everything that an expression reads, its sub-queries included. */
  private expression(value: unknown, scope: Scope, queries: Queries, aliases: ReadonlyMap<string, OutputColumn> | null): readonly ColumnSource[] {
    if (Array.isArray(value)) return value.flatMap((one) => this.expression(one, scope, queries, aliases))
    const node = asNode(value)
    if (node === null) return []
    if (QUERY_KINDS.has(Object.keys(node)[0] ?? '') && queryOf(node) !== null) return this.query(node, queries, scope).flatMap((column) => column.sources)
    return Object.entries(node).flatMap(([key, child]) => {
      const column = key === 'column' ? asNode(child) : null
      const name = nameOf(column?.['name'])
      if (column === null || name === null) return this.expression(child, scope, queries, aliases)
      const qualifier = nameOf(column['table'])
      const alias = qualifier === null ? aliases?.get(name.toLowerCase()) : undefined
      return alias?.sources ?? this.resolve(qualifier, name, scope)
    })
  }

  private resolve(qualifier: string | null, name: string, scope: Scope): readonly ColumnSource[] {
    const named = qualifier === null ? scope.relations : scope.relations.filter((relation) => same(relation.name, qualifier))
    for (const relation of named) {
      const column = relation.kind === 'query' ? relation.outputs.find((one) => same(one.name, name)) : undefined
      if (column !== undefined) return column.sources
    }
    const stars = named.flatMap((relation) =>
      relation.kind === 'query' ? relation.outputs.filter((one) => one.name === '*').flatMap((one) => one.sources) : [],
    )
    const tables = [...named.flatMap((relation) => (relation.kind === 'table' ? [relation.table] : [])), ...stars.map((source) => source.table)]
    if (tables.length === 0) return scope.outer === null ? [] : this.resolve(qualifier, name, scope.outer)
    return tables.map((table) => this.read({ table, column: name, certain: tables.length === 1 }))
  }
}

/** Columns of real tables that a query reads, and where each of its own columns comes from. */
export const readsOf = (tree: Node): QueryReads => {
  const walk = new ReadWalk()
  const outputs = walk.query(tree, new Map(), null)
  return { reads: [...walk.found.values()], outputs }
}

/** Names of the columns that an expression uses, as written, without qualifiers. */
export const columnNames = (tree: unknown): readonly string[] => {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one)
      return
    }
    const node = asNode(value)
    if (node === null) return
    for (const [key, child] of Object.entries(node)) {
      const name = key === 'column' ? nameOf(asNode(child)?.['name']) : null
      if (name !== null) names.add(name)
      visit(child)
    }
  }
  visit(tree)
  return [...names]
}

import { asNode, type Node } from '../guard/parser.ts'

/** Layout and spelling, not meaning. */
const IGNORED = new Set(['span', 'alias_explicit_as', 'alias_keyword', 'nesting_group', 'trailing_comments', 'leading_comments', 'comments'])

/** A condition that nobody writes: stands for the rules' while the structure of an edit is checked. */
export const MARKER = '8191017 = 8191017'
const MARKER_NUMBER = '8191017'

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0)

const plainName = (value: unknown): unknown => {
  const node = asNode(value)
  return node === null ? null : { name: node['name'] ?? null, quoted: node['quoted'] === true }
}

const bare = (tableName: unknown): unknown => {
  const name = asNode(plainName(tableName))
  return name === null ? null : { ...name, name: String(name['name']).split('.').at(-1) }
}

/** What a restricted table looks like, written either way; without an alias it goes by its own name. */
const ruled = (table: Node, alias: unknown, columns: unknown): unknown => ({
  ruled: [plainName(table['catalog']), plainName(table['schema']), plainName(table['name'])],
  alias: plainName(alias) ?? bare(table['name']),
  columns: Array.isArray(columns) ? columns.map(plainName) : [],
})

const only = (node: Node, keys: readonly string[]): boolean =>
  Object.entries(node).every(([key, value]) => keys.includes(key) || IGNORED.has(key) || isEmpty(value))

const isMarker = (where: unknown): boolean => {
  const eq = asNode(asNode(asNode(where)?.['this'])?.['eq'])
  const sides = [eq?.['left'], eq?.['right']].map((side) => asNode(asNode(side)?.['literal'])?.['value'])
  return sides.every((side) => side === MARKER_NUMBER)
}

/** `(SELECT * FROM table WHERE marker)`: its table, else null. */
const restrictedTable = (subquery: Node): Node | null => {
  const select = asNode(asNode(subquery['this'])?.['select'])
  if (select === null || !only(subquery, ['this', 'alias', 'column_aliases']) || !only(select, ['expressions', 'from', 'where_clause'])) return null
  const columns = select['expressions']
  const sources = asNode(select['from'])?.['expressions']
  if (!Array.isArray(columns) || !Array.isArray(sources) || columns.length !== 1 || sources.length !== 1) return null
  const star = asNode(asNode(columns[0])?.['star'])
  const table = asNode(asNode(sources[0])?.['table'])
  if (star === null || !only(star, []) || table === null || !only(table, ['name', 'schema', 'catalog']) || !isMarker(select['where_clause'])) return null
  return table
}

const canonical = (value: unknown, ruledNodes: ReadonlySet<Node>): unknown => {
  if (Array.isArray(value)) return value.map((item) => canonical(item, ruledNodes))
  const node = asNode(value)
  if (node === null) return value
  const table = asNode(node['table'])
  if (table !== null && ruledNodes.has(table)) return ruled(table, table['alias'], table['column_aliases'])
  const subquery = asNode(node['subquery'])
  const inner = subquery === null ? null : restrictedTable(subquery)
  if (subquery !== null && inner !== null) return ruled(inner, subquery['alias'], subquery['column_aliases'])
  // The parser notes brackets around a join only when the join starts with a sub-query
  const paren = asNode(node['paren'])
  if (paren !== null && only(node, ['paren']) && only(paren, ['this']) && asNode(asNode(paren['this'])?.['joined_table']) !== null)
    return canonical(paren['this'], ruledNodes)
  const entries = Object.entries(node).filter(([key, child]) => !IGNORED.has(key) && !isEmpty(child))
  return Object.fromEntries(entries.map(([key, child]) => [key, canonical(child, ruledNodes)] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * The edited query is the original one with each of the given `table` nodes, and nothing else, replaced by its own restricted sub-query
 * whose condition is {@link MARKER}.
 */
export const isOnlyRestricted = (original: Node, ruledNodes: ReadonlySet<Node>, edited: Node): boolean =>
  JSON.stringify(canonical(original, ruledNodes)) === JSON.stringify(canonical(edited, new Set()))

import { InvalidSql } from '@coset/core'
import type { TableRule } from '../analyzer.ts'
import { checkCondition } from '../expression/expression.ts'
import { describePiece, explainedPiece } from '../guard/describe.ts'
import { disarmed } from '../guard/disarm.ts'
import type { Node, Parser } from '../guard/parser.ts'
import { walkTables } from '../guard/tables.ts'
import { parserName } from '../tokenizer/grammar.ts'
import { depths, type Piece, splitStatements } from '../tokenizer/structure.ts'
import { tokenize } from '../tokenizer/tokenize.ts'
import { cannotPlace, Locator, type Place } from './locate.ts'
import { clausesFor } from './rules.ts'
import { isOnlyRestricted, MARKER } from './same-query.ts'
import { refuseHiddenReads } from './sources.ts'

interface Ruled {
  readonly node: Node
  readonly place: Place
  readonly clauses: readonly string[]
}

const onlyPiece = (sql: string, grammar: string): Piece => {
  const [piece, ...more] = splitStatements(sql, tokenize(sql, grammar))
  if (piece === undefined || more.length > 0) throw new InvalidSql('Only one statement is expected')
  depths(piece.tokens)
  return piece
}

/** The query that a statement is or explains. Throws InvalidSql for everything else. */
const queryOf = (piece: Piece, grammar: string, parser: Parser): Piece => {
  const { kind, mutates } = describePiece(piece, grammar, parser)
  const query = kind === 'explain' ? explainedPiece(piece) : piece
  if (mutates || (kind !== 'select' && kind !== 'explain') || query === null) throw new InvalidSql('Row-level rules can only be enforced on queries')
  return query
}

const ruledTables = (tree: Node, query: Piece, grammar: string, rules: readonly TableRule[]): readonly Ruled[] => {
  const locator = new Locator(query.tokens)
  const found: Ruled[] = []
  walkTables(tree, grammar, (ref, node) => {
    const clauses = clausesFor(ref, rules)
    if (clauses.length === 0) return
    if (node === null) throw cannotPlace(ref.table)
    found.push({ node, place: locator.place(node, ref.table), clauses })
  })
  return found.toSorted((a, b) => a.place.from - b.place.from)
}

/** The name by which a table without an alias goes: itself; of BigQuery's `` `project.set.table` `` the last part. */
const ownAlias = ({ last }: Place, grammar: string): string => {
  if (last.kind !== 'quoted' || parserName(grammar) !== 'bigquery' || !last.value.includes('.')) return last.text
  return `\`${last.value.split('.').at(-1) ?? ''}\``
}

/** The statement with every ruled table replaced by its sub-query; `condition` gives what stands behind WHERE. */
const edited = (piece: Piece, tables: readonly Ruled[], grammar: string, condition: (table: Ruled) => string): string => {
  const as = parserName(grammar) === 'oracle' ? ' ' : ' AS '
  let out = ''
  let at = piece.start
  for (const table of tables) {
    const { from, to } = table.place
    const slice = (start: number, end: number): string => piece.text.slice(start - piece.start, end - piece.start)
    const hasAlias = table.node['alias'] !== null && table.node['alias'] !== undefined
    out += `${slice(at, from)}(SELECT * FROM ${slice(from, to)} WHERE ${condition(table)})${hasAlias ? '' : as + ownAlias(table.place, grammar)}`
    at = to
  }
  return out + piece.text.slice(at - piece.start)
}

const treeOf = (sql: string, grammar: string, parser: Parser): { readonly query: Piece; readonly tree: Node } => {
  const query = queryOf(onlyPiece(sql, grammar), grammar, parser)
  return { query, tree: parser.parse(disarmed(query.tokens), grammar) }
}

const conditions = (table: Ruled): string => table.clauses.map((clause) => `(${clause})`).join(' AND ')

/**
 * See SqlAnalyzer.restrictTables. The edit is made where the tree says that the names stand, and proved twice: the edited structure must be the
 * original one with nothing but the ruled tables replaced, and each clause must be one whole condition, so that it cannot reach beyond its parentheses.
 */
export const restrictTables = async (sql: string, grammar: string, rules: readonly TableRule[], loadParser: () => Promise<Parser>): Promise<string> => {
  if (rules.length === 0) return sql
  const parser = await loadParser()
  const piece = onlyPiece(sql, grammar)
  const query = queryOf(piece, grammar, parser)
  const tree = parser.parse(disarmed(query.tokens), grammar)
  refuseHiddenReads(tree, query.tokens, grammar)
  const checked: TableRule[] = []
  for (const rule of rules) checked.push({ ...rule, clauses: await Promise.all(rule.clauses.map((clause) => checkCondition(clause, grammar, loadParser))) })
  const tables = ruledTables(tree, query, grammar, checked)
  if (tables.length === 0) return piece.text
  if (tables.some(({ place }, i) => place.from < (tables[i - 1]?.place.to ?? 0))) throw new InvalidSql('Row-level rules cannot be placed in this query')
  const skeleton = treeOf(
    edited(piece, tables, grammar, () => MARKER),
    grammar,
    parser,
  )
  if (!isOnlyRestricted(tree, new Set(tables.map(({ node }) => node)), skeleton.tree)) throw new InvalidSql('Row-level rules cannot be placed in this query')
  const result = edited(piece, tables, grammar, conditions)
  treeOf(result, grammar, parser)
  return result
}

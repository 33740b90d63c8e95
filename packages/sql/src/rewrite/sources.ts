import { InvalidSql } from '@coset/core'
import { asNode, type Node } from '../guard/parser.ts'
import { functionsOf } from '../guard/words.ts'
import type { Token } from '../tokenizer/tokenize.ts'

/** Kinds of FROM items whose tables the tree names. */
const TOLD = new Set(
  'table subquery joined_table paren alias values unnest lateral lateral_view pivot unpivot select union intersect except annotated explode posexplode'.split(
    ' ',
  ),
)
/** Functions that make rows of their arguments alone. */
const ROWS_OF_ARGUMENTS =
  /^(?:generate_series|generate_subscripts|generate_date_array|range|unnest|json_\w+|jsonb_\w+|regexp_matches|regexp_split_to_table|string_to_table|string_split|split_to_table|openjson|flatten|explode\w*|posexplode\w*|inline\w*|stack|numbers|zeros)$/
/** Functions that read tables named, or queries written, in a text. */
const READS_TEXT =
  /^(?:ts_stat|ts_rewrite|crosstab\w*|connectby|xpath_table|dblink\w*|query_to_\w+|table_to_\w+|cursor_to_\w+|schema_to_\w+|database_to_\w+|query|query_table|remote\w*|cluster\w*|merge|openquery|openrowset|external_query)$/

const refuse = (what: string): never => {
  throw new InvalidSql(`${what} may read rows past the row-level rules that hold for you`)
}

const source = (value: unknown): void => {
  const node = asNode(value)
  if (node === null) return
  for (const [kind, body] of Object.entries(node)) {
    const inner = asNode(body)
    if (inner === null) continue
    if (kind === 'function') {
      const name = String(inner['name']).toLowerCase()
      if (!ROWS_OF_ARGUMENTS.test(name)) refuse(`${name}() in FROM`)
    } else if (!TOLD.has(kind)) refuse(`${kind.replaceAll('_', ' ')} in FROM`)
    else if (kind === 'alias' || kind === 'paren' || kind === 'lateral') source(inner['this'])
    else if (kind === 'joined_table') source(inner['left'])
  }
}

const visit = (value: unknown): void => {
  if (Array.isArray(value)) {
    value.forEach(visit)
    return
  }
  const node = asNode(value)
  if (node === null) return
  for (const [key, child] of Object.entries(node)) {
    const items = key === 'from' ? asNode(child)?.['expressions'] : key === 'joins' ? child : undefined
    if (Array.isArray(items)) for (const item of items) source(key === 'joins' ? asNode(item)?.['this'] : item)
    else if (key === 'joined_table') source(asNode(child)?.['left'])
    visit(child)
  }
}

/** Throws InvalidSql for sources that the tree cannot tell the tables of. */
export const refuseHiddenReads = (tree: Node, tokens: readonly Token[], grammar: string): void => {
  const reading = functionsOf(tokens, grammar).filter((name) => READS_TEXT.test(name))
  if (reading.length > 0) refuse(`${reading.join('(), ')}()`)
  visit(tree)
}

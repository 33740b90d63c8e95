import { InvalidSql } from '@coset/core'
import { disarmedAt } from '../guard/disarm.ts'
import { asNode, type Node } from '../guard/parser.ts'
import { isOperator } from '../tokenizer/structure.ts'
import type { Token } from '../tokenizer/tokenize.ts'

/** Members of a table node that a restricted sub-query can take over; any other that is set changes what is read. */
const CARRIED = new Set(['name', 'schema', 'catalog', 'alias', 'alias_explicit_as', 'alias_keyword', 'column_aliases'])

export const cannotPlace = (table: string): InvalidSql =>
  new InvalidSql(`The table ${table} is read in a way in which row-level rules cannot be enforced; write it as FROM table alias`)

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)

/** Where a table's name stands, from its first token to behind its last, and the token of the table itself. */
export interface Place {
  readonly from: number
  readonly to: number
  readonly last: Token
}

/** The tree's spans count code points of the text that was parsed; tokens count UTF-16 units of the text that people wrote. */
export class Locator {
  private readonly tokens: readonly Token[]
  private readonly byStart = new Map<number, number>()

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens.filter((token) => token.kind !== 'comment')
    const { text, starts } = disarmedAt(this.tokens)
    let codePoints = 0
    let units = 0
    starts.forEach((start, i) => {
      codePoints += Array.from(text.slice(units, start)).length
      units = start
      this.byStart.set(codePoints, i)
    })
  }

  /** The token that a name node was read from; throws when the two do not say the same. */
  private tokenOf(name: Node, table: string): number {
    const start = asNode(name['span'])?.['start']
    const at = typeof start === 'number' ? this.byStart.get(start) : undefined
    const token = at === undefined ? undefined : this.tokens[at]
    const text = token?.kind === 'word' ? token.text : token?.kind === 'quoted' ? token.value : null
    if (at === undefined || text === null || text !== name['name'] || (token?.kind === 'quoted') !== (name['quoted'] === true)) throw cannotPlace(table)
    return at
  }

  /** Where a `table` node's name stands. Throws InvalidSql when it does not stand there plainly. */
  place(node: Node, table: string): Place {
    for (const [key, value] of Object.entries(node)) if (!CARRIED.has(key) && isSet(value)) throw cannotPlace(table)
    const parts = ['catalog', 'schema', 'name'].map((key) => asNode(node[key])).filter((part) => part !== null)
    const places = parts.map((part) => this.tokenOf(part, table))
    places.forEach((at, i) => {
      const before = places[i - 1]
      if (before !== undefined && (at !== before + 2 || !isOperator(this.tokens[before + 1], '.'))) throw cannotPlace(table)
    })
    const first = this.tokens[places[0] ?? -1]
    const last = this.tokens[places.at(-1) ?? -1]
    const lead = this.tokens[(places[0] ?? 0) - 1]
    if (first === undefined || last === undefined || isOperator(lead, '.') || isOperator(this.tokens[(places.at(-1) ?? 0) + 1], '.')) throw cannotPlace(table)
    return { from: first.start, to: last.end, last }
  }
}

import { isOperator, isWord } from '../tokenizer/structure.ts'
import type { Token } from '../tokenizer/tokenize.ts'

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Never a column or function here: constructs that start with them go to the full parser. */
const RESERVED = set(
  'ALL ANALYSE ANALYZE AND ANY ARRAY AS ASC BETWEEN BY CASE CAST COLLATE CONNECT CROSS CUBE CURRENT DELETE DESC DESCRIBE DISTINCT ELSE END ESCAPE EXCEPT EXISTS EXPLAIN EXTRACT FETCH FILTER FOR FROM FULL GROUP HAVING ILIKE IN INNER INSERT INTERSECT INTERVAL INTO IS ISNULL JOIN LATERAL LEFT LIKE LIMIT MATCH MERGE MINUS NATURAL NOT NOTNULL OFFSET ON OR ORDER OUTER OVER OVERLAPS OVERLAY PARTITION PIVOT POSITION QUALIFY RETURNING RIGHT RLIKE REGEXP ROW SELECT SET SHOW SIMILAR SOME STRUCT SUBSTRING SUMMARIZE TABLE THEN TRIM TRY_CAST UNION UNPIVOT UPDATE USING VALUES WHEN WHERE WINDOW WITH WITHIN XOR GLOB DIV MOD',
)
/** Reserved words that are functions too when `(` follows and arguments are plain. */
const ALSO_FUNCTIONS = set('LEFT RIGHT SUBSTRING TRIM MOD REPLACE')
const CONSTANTS = set('NULL TRUE FALSE CURRENT_DATE CURRENT_TIMESTAMP CURRENT_TIME LOCALTIMESTAMP LOCALTIME')
const BINARY = set('+ - * / % = <> != < > <= >= ||')
const TYPES = set(
  'INT INTEGER BIGINT SMALLINT TINYINT SIGNED UNSIGNED FLOAT DOUBLE REAL DECIMAL NUMERIC TEXT VARCHAR CHAR STRING DATE TIME TIMESTAMP TIMESTAMPTZ DATETIME BOOLEAN BOOL UUID JSON JSONB',
)
const MAX_DEPTH = 200

/** Recursive descent over tokens; every method says whether it consumed what it names. */
class Recogniser {
  private readonly tokens: readonly Token[]
  private at = 0
  private depth = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  whole(): boolean {
    return this.tokens.length > 0 && this.expression() && this.at === this.tokens.length
  }

  private peek(): Token | undefined {
    return this.tokens[this.at]
  }

  private word(...words: readonly string[]): boolean {
    const hit = isWord(this.peek(), ...words)
    if (hit) this.at++
    return hit
  }

  private operator(text: string): boolean {
    const hit = isOperator(this.peek(), text)
    if (hit) this.at++
    return hit
  }

  private expression(): boolean {
    if (++this.depth > MAX_DEPTH) return false
    do {
      while (this.word('NOT'));
      if (!this.comparison()) return false
    } while (this.word('AND', 'OR'))
    this.depth--
    return true
  }

  private comparison(): boolean {
    if (!this.operand()) return false
    for (;;) {
      const token = this.peek()
      if (token?.kind === 'operator' && BINARY.has(token.text)) {
        this.at++
        if (!this.operand()) return false
      } else if (token?.kind !== 'word' || isWord(token, 'AND', 'OR')) return true
      else if (!this.wordTest()) return true
    }
  }

  /** `IS [NOT] NULL`, `[NOT] IN (…)`, `[NOT] LIKE x`, `[NOT] BETWEEN a AND b`. */
  private wordTest(): boolean {
    const from = this.at
    if (this.word('IS')) {
      this.word('NOT')
      if (this.word('NULL', 'TRUE', 'FALSE')) return true
    } else {
      this.word('NOT')
      if (this.word('IN')) {
        if (this.operator('(') && this.list() && this.operator(')')) return true
      } else if (this.word('LIKE', 'ILIKE')) {
        if (this.sum()) return true
      } else if (this.word('BETWEEN') && this.sum() && this.word('AND') && this.sum()) return true
    }
    this.at = from
    return false
  }

  private sum(): boolean {
    do {
      if (!this.operand()) return false
    } while (['+', '-', '*', '/', '%', '||'].some((sign) => this.operator(sign)))
    return true
  }

  private operand(): boolean {
    while (this.operator('-') || this.operator('+'));
    if (!this.primary()) return false
    while (this.operator('::')) if (!this.type()) return false
    return true
  }

  private primary(): boolean {
    const token = this.peek()
    if (token === undefined) return false
    if (token.kind === 'number' || token.kind === 'string') {
      this.at++
      return this.peek()?.kind !== 'string'
    }
    if (this.operator('(')) return this.expression() && this.operator(')')
    if (this.word('CASE')) return this.caseRest()
    if (this.word('CAST')) return this.operator('(') && this.expression() && this.word('AS') && this.type() && this.operator(')')
    if (token.kind === 'word' && CONSTANTS.has(token.value) && !isOperator(this.tokens[this.at + 1], '.')) {
      this.at++
      return !isOperator(this.peek(), '(')
    }
    return this.name()
  }

  private caseRest(): boolean {
    if (!isWord(this.peek(), 'WHEN') && !this.expression()) return false
    let arms = 0
    while (this.word('WHEN')) {
      if (!this.expression() || !this.word('THEN') || !this.expression()) return false
      arms++
    }
    if (this.word('ELSE') && !this.expression()) return false
    return arms > 0 && this.word('END')
  }

  private type(): boolean {
    const token = this.peek()
    if (token?.kind !== 'word' || !TYPES.has(token.value)) return false
    this.at++
    if (token.value === 'DOUBLE') this.word('PRECISION')
    if (!this.operator('(')) return true
    do {
      if (this.peek()?.kind !== 'number') return false
      this.at++
    } while (this.operator(','))
    return this.operator(')')
  }

  /** A dotted name, with arguments when `(` follows. */
  private name(): boolean {
    for (;;) {
      const token = this.peek()
      if (token?.kind !== 'word' && token?.kind !== 'quoted') return false
      const called = isOperator(this.tokens[this.at + 1], '(')
      if (token.kind === 'word' && RESERVED.has(token.value) && !(called && ALSO_FUNCTIONS.has(token.value))) return false
      this.at++
      // `E'…'`, `DATE '…'` and the like are for the full parser.
      if (this.peek()?.kind === 'string') return false
      if (!this.operator('.')) break
    }
    return !this.operator('(') || this.callRest()
  }

  private callRest(): boolean {
    if (this.operator(')')) return true
    if (this.operator('*')) return this.operator(')')
    this.word('DISTINCT')
    return this.list() && this.operator(')')
  }

  private list(): boolean {
    do {
      if (!this.expression()) return false
    } while (this.operator(','))
    return true
  }
}

/**
 * True when comment-free tokens are one expression of the plain kind: names, literals, calls, arithmetic, comparisons, AND/OR/NOT, IN, LIKE, BETWEEN,
 * IS, CASE, CAST. False says nothing: the full parser decides. A true answer proves one balanced expression without a query in it.
 */
export const isPlainExpression = (tokens: readonly Token[]): boolean => new Recogniser(tokens).whole()

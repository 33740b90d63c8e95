type Compute = (x: number) => number

const FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  cos: Math.cos,
  exp: Math.exp,
  floor: Math.floor,
  ln: Math.log,
  log: Math.log10,
  round: Math.round,
  sin: Math.sin,
  sqrt: Math.sqrt,
  tan: Math.tan,
}
const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E }

const TOKEN = /\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[a-z]+|\*\*|[-+*/%^()])/iy

function tokens(text: string): string[] | undefined {
  const found: string[] = []
  TOKEN.lastIndex = 0
  const source = text.trim()
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source)
    if (!match?.[1]) return undefined
    found.push(match[1].toLowerCase())
  }
  return found
}

/** Recursive descent over: sum → product → power → sign → atom. `2x` and `2(x+1)` multiply. */
class Parser {
  private at = 0
  private readonly list: readonly string[]

  constructor(list: readonly string[]) {
    this.list = list
  }

  parse(): Compute | undefined {
    const result = this.sum()
    return this.at === this.list.length ? result : undefined
  }

  private take(...wanted: readonly string[]): string | undefined {
    const token = this.list[this.at]
    if (token === undefined || !wanted.includes(token)) return undefined
    this.at += 1
    return token
  }

  private sum(): Compute | undefined {
    let left = this.product()
    for (let sign = this.take('+', '-'); sign && left; sign = this.take('+', '-')) {
      const before: Compute = left
      const right = this.product()
      if (!right) return undefined
      left = sign === '+' ? (x) => before(x) + right(x) : (x) => before(x) - right(x)
    }
    return left
  }

  private product(): Compute | undefined {
    let left = this.signed()
    while (left && this.at < this.list.length) {
      const operator = this.take('*', '/', '%')
      const next = this.list[this.at]
      if (!operator && !(next !== undefined && /^[a-z(.\d]/.test(next))) break
      const before: Compute = left
      const right = this.signed()
      if (!right) return undefined
      left = operator === '/' ? (x) => before(x) / right(x) : operator === '%' ? (x) => before(x) % right(x) : (x) => before(x) * right(x)
    }
    return left
  }

  private signed(): Compute | undefined {
    if (this.take('+')) return this.signed()
    if (!this.take('-')) return this.power()
    const value = this.signed()
    return value && ((x) => -value(x))
  }

  private power(): Compute | undefined {
    const base = this.atom()
    if (!base || !this.take('^', '**')) return base
    const exponent = this.signed()
    return exponent && ((x) => base(x) ** exponent(x))
  }

  private atom(): Compute | undefined {
    const token = this.list[this.at]
    if (token === undefined) return undefined
    this.at += 1
    if (/^[.\d]/.test(token)) {
      const value = Number(token)
      return () => value
    }
    if (token === 'x') return (x) => x
    if (token === '(') return this.closed()
    if (Object.hasOwn(CONSTANTS, token)) return () => CONSTANTS[token] ?? Number.NaN
    const call = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined
    if (!call || !this.take('(')) return undefined
    const argument = this.closed()
    return argument && ((x) => call(argument(x)))
  }

  private closed(): Compute | undefined {
    const inner = this.sum()
    return this.take(')') ? inner : undefined
  }
}

/** An expression of `x` such as `2x + 5` or `sin(x)^2` → a function; undefined when it is none. Never evaluates code. */
export function compileFormula(text: string): Compute | undefined {
  const right = text.includes('=') ? text.slice(text.indexOf('=') + 1) : text
  if (right.length > 500) return undefined
  const list = tokens(right)
  return list === undefined || list.length === 0 ? undefined : new Parser(list).parse()
}

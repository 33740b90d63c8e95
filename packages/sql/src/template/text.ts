import type { Budget } from './budget.ts'
import { Fault } from './errors.ts'
import { durationText, momentText } from './moments.ts'
import { floatText, integerText } from './numbers.ts'
import { refuseForbidden } from './undefined.ts'
import { Callable, Dict, DictView, Duration, LoopState, Moment, Namespace, Range, Tuple, Undefined, type Value } from './values.ts'

const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const NOT_PRINTABLE = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu

const escaped = (char: string): string => {
  const short = SHORT[char]
  if (short !== undefined) return short
  const code = char.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`
}

/** Python's `repr` of a text. */
export const quotedText = (text: string): string => {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replace(NOT_PRINTABLE, escaped)
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote
}

export class Printer {
  private readonly budget: Budget
  /** Lists and dicts being printed: one that holds itself prints `[...]`. */
  private readonly open = new Set<Value>()

  constructor(budget: Budget) {
    this.budget = budget
  }

  /** Python's `str`. */
  str(value: Value): string {
    const text = typeof value === 'string' ? value : this.shown(value)
    this.budget.text(text.length)
    return text
  }

  private shown(value: Value): string {
    refuseForbidden(value)
    if (value instanceof Moment) return momentText(value)
    return value instanceof Undefined ? value.text : this.repr(value)
  }

  /** Python's `repr`. */
  repr(value: Value): string {
    this.budget.spend()
    refuseForbidden(value)
    if (value === null) return 'None'
    if (typeof value === 'string') return quotedText(value)
    if (typeof value === 'bigint') return integerText(value)
    if (typeof value === 'number') return floatText(value)
    if (typeof value === 'boolean') return value ? 'True' : 'False'
    if (value instanceof Undefined) return 'Undefined'
    if (value instanceof Callable) throw new Fault('SecurityError', `'${value.name}' is a function: call it with ()`)
    if (value instanceof Range) return value.step === 1 ? `range(${value.start}, ${value.stop})` : `range(${value.start}, ${value.stop}, ${value.step})`
    if (value instanceof Moment) return momentText(value, true)
    if (value instanceof Duration) return durationText(value)
    if (value instanceof LoopState) return `<LoopContext ${value.index0 + 1}/${value.items.length}>`
    return this.budget.nested(() => this.container(value))
  }

  private container(value: Value[] | Tuple | Dict | DictView | Namespace): string {
    if (this.open.has(value)) return value instanceof Dict ? '{...}' : '[...]'
    this.open.add(value)
    try {
      if (Array.isArray(value)) return `[${this.listed(value)}]`
      if (value instanceof Tuple) return `(${this.listed(value.items)}${value.items.length === 1 ? ',' : ''})`
      if (value instanceof DictView) return `dict_${value.kind}([${this.listed(value.list())}])`
      if (value instanceof Namespace) return `<Namespace ${this.pairs([...value.members])}>`
      return this.pairs([...value.entries.values()])
    } finally {
      this.open.delete(value)
    }
  }

  private listed(items: readonly Value[]): string {
    const text = items.map((item) => this.repr(item)).join(', ')
    this.budget.text(text.length)
    return text
  }

  private pairs(entries: readonly (readonly [Value, Value])[]): string {
    const text = entries.map(([key, value]) => `${this.repr(key)}: ${this.repr(value)}`).join(', ')
    this.budget.text(text.length)
    return `{${text}}`
  }
}

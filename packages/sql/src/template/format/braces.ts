import type { Budget } from '../budget.ts'
import { Fault } from '../errors.ts'
import type { Printer } from '../text.ts'
import type { Value } from '../values.ts'
import { formatted } from './spec.ts'

interface Tools {
  readonly budget: Budget
  readonly printer: Printer
  /** The template's own, guarded look-ups. */
  readonly attribute: (value: Value, name: string) => Value
  readonly item: (value: Value, key: Value) => Value
}

const FIRST = /^[^.[]*/
const STEP = /^(?:\.(?<name>[^.[\]]+)|\[(?<key>[^\]]+)\])/

class Filler {
  private readonly positional: readonly Value[]
  private readonly named: (name: string) => Value | undefined
  private readonly tools: Tools
  private automatic = 0

  constructor(positional: readonly Value[], named: (name: string) => Value | undefined, tools: Tools) {
    this.positional = positional
    this.named = named
    this.tools = tools
  }

  private first(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.named(name)
      if (value === undefined) throw new Fault('KeyError', `'${name}'`)
      return value
    }
    const value = this.positional[name === '' ? this.automatic++ : Number(name)]
    if (value === undefined) throw new Fault('IndexError', 'Replacement index out of range for positional args tuple')
    return value
  }

  private field(path: string): Value {
    const head = FIRST.exec(path)?.[0] ?? ''
    let value = this.first(head)
    let rest = path.slice(head.length)
    while (rest !== '') {
      const step = STEP.exec(rest)
      const { name, key } = step?.groups ?? {}
      if (name !== undefined) value = this.tools.attribute(value, name)
      else if (key !== undefined) value = this.tools.item(value, /^\d+$/.test(key) ? BigInt(key) : key)
      else throw new Fault('ValueError', 'Empty attribute in format string')
      rest = rest.slice(step?.[0].length)
    }
    return value
  }

  /** Everything from one `{` behind its brace: the text and where it ends. */
  private replacement(template: string, from: number, nested: boolean): readonly [text: string, end: number] {
    const close = this.closing(template, from)
    const body = template.slice(from, close)
    const [, path = '', conversion, spec = ''] = /^([^!:[]*(?:\[[^\]]*\][^!:[]*)*)(?:!(.))?(?::(.*))?$/su.exec(body) ?? []
    if (!nested && spec.includes('{') && /\{[^}]*\{/.test(spec)) throw new Fault('ValueError', 'Max string recursion exceeded')
    if (path === '' && body !== '' && conversion === undefined && !body.startsWith(':')) throw new Fault('ValueError', 'Invalid format string')
    const value = this.field(path)
    if (conversion !== undefined && !'rsa'.includes(conversion)) throw new Fault('ValueError', `Unknown conversion specifier '${conversion}'`)
    const { printer } = this.tools
    const converted = conversion === undefined ? value : conversion === 's' ? printer.str(value) : printer.repr(value)
    return [formatted(converted, spec.includes('{') ? this.fill(spec, true) : spec, this.tools), close + 1]
  }

  private closing(template: string, from: number): number {
    let depth = 0
    for (let i = from; i < template.length; i++) {
      if (template[i] === '{') depth++
      else if (template[i] === '}' && depth-- === 0) return i
    }
    throw new Fault('ValueError', "expected '}' before end of string")
  }

  fill(template: string, nested = false): string {
    let out = ''
    for (let at = 0; at < template.length; ) {
      const char = template[at] ?? ''
      if ((char === '{' || char === '}') && template[at + 1] === char && !(nested && char === '}')) {
        out += char
        at += 2
      } else if (char === '{') {
        const [text, end] = this.replacement(template, at + 1, nested)
        this.tools.budget.text(out.length + text.length)
        out += text
        at = end
      } else if (char === '}') throw new Fault('ValueError', "Single '}' encountered in format string")
      else {
        out += char
        at++
      }
    }
    return out
  }
}

/** Python's `text.format(…)`; fields reach only what templates may reach. */
export const formatBraces = (template: string, positional: readonly Value[], named: (name: string) => Value | undefined, tools: Tools): string =>
  new Filler(positional, named, tools).fill(template)

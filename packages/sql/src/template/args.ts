import { Fault } from './errors.ts'
import { isInteger, wholeNumber } from './numbers.ts'
import { typeName, type Value } from './values.ts'

/** Arguments of one call, by place and by name. */
export class Args {
  readonly what: string
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>

  constructor(what: string, positional: readonly Value[] = [], named: ReadonlyMap<string, Value> = new Map()) {
    this.what = what
    this.positional = positional
    this.named = named
  }

  fail(message: string): never {
    throw new Fault('TypeError', `${this.what}() ${message}`)
  }

  /** Refuses arguments beyond these. */
  atMost(count: number, ...names: readonly string[]): this {
    if (this.positional.length > count) this.fail(`takes at most ${count} arguments (${this.positional.length} given)`)
    for (const name of this.named.keys()) if (!names.includes(name)) this.fail(`got an unexpected keyword argument '${name}'`)
    return this
  }

  has(at: number, name: string): boolean {
    return at < this.positional.length || this.named.has(name)
  }

  /** The argument, or the fallback; without a fallback it is required. */
  get(at: number, name: string, fallback?: Value): Value {
    const value = at < this.positional.length ? this.positional[at] : this.named.get(name)
    if (value !== undefined) return value
    return fallback === undefined ? this.fail(`missing required argument: '${name}'`) : fallback
  }

  text(at: number, name: string, fallback?: string): string {
    const value = this.get(at, name, fallback)
    return typeof value === 'string' ? value : this.fail(`argument '${name}' must be str, not ${typeName(value)}`)
  }

  textOrNone(at: number, name: string): string | null {
    return this.get(at, name, null) === null ? null : this.text(at, name)
  }

  /** A whole number within what can be counted. */
  count(at: number, name: string, fallback?: number): number {
    const value = this.get(at, name, fallback === undefined ? undefined : BigInt(fallback))
    return isInteger(value) ? wholeNumber(value) : this.fail(`argument '${name}' must be int, not ${typeName(value)}`)
  }
}

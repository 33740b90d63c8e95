import { BadRequest } from '@coset/core'
import type { TemplateFunction } from '@coset/sql'

/** Arguments of one macro call by name. */
export class MacroArguments {
  private readonly macro: string
  private readonly values: ReadonlyMap<string, unknown>

  constructor(macro: string, values: ReadonlyMap<string, unknown>) {
    this.macro = macro
    this.values = values
  }

  fail(message: string): never {
    throw new BadRequest(`${this.macro}() ${message}`)
  }

  /** undefined and null alike when not given. */
  get(name: string): unknown {
    return this.values.get(name) ?? null
  }

  isUndefined(name: string): boolean {
    return this.values.get(name) === undefined
  }

  text(name: string): string {
    const value = this.get(name)
    if (value === null) return this.fail(`needs the argument ${name}`)
    return typeof value === 'string' ? value : this.fail(`needs a text as ${name}`)
  }

  textOrNull(name: string): string | null {
    return this.get(name) === null ? null : this.text(name)
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.values.get(name)
    return value === undefined ? otherwise : Boolean(value)
  }
}

/** A macro whose parameters are named; refuses arguments beyond them. */
export const macro =
  (name: string, parameters: readonly string[], run: (args: MacroArguments) => unknown): TemplateFunction =>
  (positional, named) => {
    if (positional.length > parameters.length) throw new BadRequest(`${name}() takes at most ${parameters.length} arguments, ${positional.length} were given`)
    const values = new Map<string, unknown>()
    parameters.forEach((parameter, i) => {
      if (i < positional.length) values.set(parameter, positional[i])
    })
    for (const [key, value] of Object.entries(named)) {
      if (!parameters.includes(key)) throw new BadRequest(`${name}() has no parameter named ${key}`)
      if (values.has(key)) throw new BadRequest(`${name}() was given ${key} twice`)
      values.set(key, value)
    }
    return run(new MacroArguments(name, values))
  }

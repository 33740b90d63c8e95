import { BadRequest } from '@coset/core'

export type Json = Readonly<Record<string, unknown>>
type Messages = { [key: string]: string[] | Messages }

export const isJsonObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Without a prototype, so that every key of a body is just a key. */
const emptyMessages = (): Messages => Object.create(null) as Messages

const quote = (text: string): string => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`)
const print = (node: string[] | Messages): string => {
  if (Array.isArray(node)) return `[${node.map(quote).join(', ')}]`
  return `{${Object.entries(node)
    .map(([key, value]) => `${/^\d+$/.test(key) ? key : quote(key)}: ${print(value)}`)
    .join(', ')}}`
}

/** Collects what is wrong with a body, by path, and says it all at once. */
export class Problems {
  private readonly tree: Messages = emptyMessages()

  add(path: readonly (string | number)[], message: string): void {
    let node = this.tree
    for (const [i, part] of path.entries()) {
      const key = String(part)
      const known = Object.hasOwn(node, key) ? node[key] : undefined
      if (i === path.length - 1) {
        if (Array.isArray(known)) known.push(message)
        else if (known === undefined) node[key] = [message]
      } else if (known === undefined || Array.isArray(known)) {
        const next = emptyMessages()
        node[key] = next
        node = next
      } else node = known
    }
  }

  /** Throws BadRequest `Request is incorrect: {…}` when anything was added. */
  raise(): void {
    if (Object.keys(this.tree).length > 0) throw new BadRequest(`Request is incorrect: ${print(this.tree)}`)
  }
}

const TRUE: ReadonlySet<unknown> = new Set([true, 1, 'true', 't', 'yes', 'y', 'on', '1'])
const FALSE: ReadonlySet<unknown> = new Set([false, 0, 'false', 'f', 'no', 'n', 'off', '0'])

/** A view of one object of the body: reads fields, notes what does not fit at their path. */
export class Fields {
  readonly source: Json
  readonly path: readonly (string | number)[]
  readonly problems: Problems

  constructor(source: Json, path: readonly (string | number)[], problems: Problems) {
    this.source = source
    this.path = path
    this.problems = problems
  }

  fail(field: string, message: string): void {
    this.problems.add([...this.path, field], message)
  }

  /** Notes every key that is not known. */
  strict(known: readonly string[]): void {
    for (const key of Object.keys(this.source)) if (!known.includes(key)) this.fail(key, 'Unknown field.')
  }

  get(field: string): unknown {
    return Object.hasOwn(this.source, field) ? this.source[field] : undefined
  }

  text(field: string): string | null {
    const value = this.get(field)
    if (value === undefined || value === null) return null
    if (typeof value === 'string') return value
    this.fail(field, 'Not a valid string.')
    return null
  }

  oneOf<T extends string>(field: string, known: readonly T[], upper = false): T | null {
    const value = this.get(field)
    if (value === undefined || value === null) return null
    const text = upper && typeof value === 'string' ? value.toUpperCase() : value
    const found = known.find((item) => item === text)
    if (found === undefined) this.fail(field, `Must be one of: ${known.join(', ')}.`)
    return found ?? null
  }

  /** A whole number, also as digits in a text; below `least` is refused with `message`. */
  integer(field: string, least: number | null = null, message = ''): number | null {
    const value = this.get(field)
    if (value === undefined || value === null) return null
    const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : typeof value === 'number' ? Math.trunc(value) : Number.NaN
    if (!Number.isSafeInteger(number)) {
      this.fail(field, 'Not a valid integer.')
      return null
    }
    if (least !== null && number < least) this.fail(field, message)
    return number
  }

  /** A boolean; the texts and numbers that mean one are taken too. */
  flag(field: string): boolean | null {
    const value = this.get(field)
    if (value === undefined || value === null) return null
    const word = typeof value === 'string' ? value.toLowerCase() : value
    if (TRUE.has(word)) return true
    if (FALSE.has(word)) return false
    this.fail(field, 'Not a valid boolean.')
    return null
  }

  list(field: string): readonly unknown[] {
    const value = this.get(field)
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value
    this.fail(field, 'Not a valid list.')
    return []
  }

  object(field: string): Json | null {
    const value = this.get(field)
    if (value === undefined || value === null) return null
    if (isJsonObject(value)) return value
    this.fail(field, 'Not a valid mapping type.')
    return null
  }

  child(field: string | number, source: Json): Fields {
    return new Fields(source, [...this.path, field], this.problems)
  }
}

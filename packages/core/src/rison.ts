import { BadRequest } from './errors.ts'

/** Rison (a URL-friendly JSON) of untrusted length; nesting is bounded, prototype keys are plain keys. */
const MAX_DEPTH = 32
const ID = /^[^\s'!:(),*@$0-9-][^\s'!:(),*@$]*/
const NUMBER = /^-?\d+(?:\.\d+)?(?:e-?\d+)?/

class RisonReader {
  private at = 0
  private readonly text: string
  constructor(text: string) {
    this.text = text
  }

  read(): unknown {
    const value = this.value(0)
    if (this.at !== this.text.length) this.fail()
    return value
  }

  private fail(): never {
    throw new BadRequest('Not a valid rison/json argument', { details: { position: this.at } })
  }

  private value(depth: number): unknown {
    if (depth > MAX_DEPTH) this.fail()
    const c = this.text[this.at]
    if (c === '!') return this.bang(depth)
    if (c === '(') return this.object(depth)
    if (c === "'") return this.string()
    const rest = this.text.slice(this.at)
    const number = NUMBER.exec(rest)?.[0]
    if (number !== undefined) {
      const value = Number(number)
      if (!Number.isFinite(value)) this.fail()
      this.at += number.length
      return value
    }
    const id = ID.exec(rest)?.[0]
    if (id === undefined) this.fail()
    this.at += id.length
    return id
  }

  private bang(depth: number): unknown {
    const kind = this.text[this.at + 1]
    this.at += 2
    if (kind === 't') return true
    if (kind === 'f') return false
    if (kind === 'n') return null
    if (kind !== '(') this.fail()
    const list: unknown[] = []
    while (this.text[this.at] !== ')') {
      if (list.length > 0) this.expect(',')
      list.push(this.value(depth + 1))
    }
    this.at++
    return list
  }

  private object(depth: number): unknown {
    this.at++
    const entries: [string, unknown][] = []
    while (this.text[this.at] !== ')') {
      if (entries.length > 0) this.expect(',')
      const key = this.value(depth + 1)
      if (typeof key !== 'string' && typeof key !== 'number') this.fail()
      this.expect(':')
      entries.push([String(key), this.value(depth + 1)])
    }
    this.at++
    return Object.fromEntries(entries)
  }

  private string(): string {
    this.at++
    let out = ''
    for (;;) {
      const c = this.text[this.at++]
      if (c === undefined) this.fail()
      if (c === "'") return out
      if (c !== '!') out += c
      else {
        const escaped = this.text[this.at++]
        if (escaped !== '!' && escaped !== "'") this.fail()
        out += escaped
      }
    }
  }

  private expect(c: string): void {
    if (this.text[this.at] !== c) this.fail()
    this.at++
  }
}

/** `1e999` is read as Infinity, which no JSON can say. */
const finite = (_name: string, value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new BadRequest('Not a valid rison/json argument')
  return value
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text, finite)
  } catch (error) {
    throw new BadRequest('Not a valid rison/json argument', { cause: error })
  }
}

/** Reads Rison, or JSON: always where it begins as a list or an object of JSON does, else as a fall-back. Throws BadRequest. */
export const parseRison = (text: string): unknown => {
  if (text.length > 200_000) throw new BadRequest('Not a valid rison/json argument')
  if (/^\s*[[{]/.test(text)) return readJson(text)
  try {
    return new RisonReader(text).read()
  } catch (error) {
    try {
      return readJson(text)
    } catch {
      throw error
    }
  }
}

/** Writes a JSON value as Rison; undefined members are left out. */
export const toRison = (value: unknown): string => {
  if (value === null) return '!n'
  if (value === true) return '!t'
  if (value === false) return '!f'
  if (typeof value === 'number') return String(value).replace('+', '')
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return `'${value.replaceAll('!', '!!').replaceAll("'", "!'")}'`
  if (Array.isArray(value)) return `!(${value.map(toRison).join(',')})`
  const members = Object.entries(value as Record<string, unknown>).filter(([, v]) => v !== undefined)
  return `(${members.map(([k, v]) => `${ID.exec(k)?.[0] === k ? k : toRison(k)}:${toRison(v)}`).join(',')})`
}

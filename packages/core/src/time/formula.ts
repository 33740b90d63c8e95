import { BadRequest } from '../errors.ts'
import { addTime, DAY, lastDay, type TimeUnit, timeUnit, truncateTime } from './calendar.ts'
import { holiday } from './holidays.ts'
import { parseHumanTime } from './human.ts'

const FORMULA = /^(?:DATETIME|DATEADD|DATETRUNC|LASTDAY|HOLIDAY)\b/i
const MAX_DEPTH = 32

/** Reads `DATEADD(DATETIME('…'), -1, month)` and its kin; text after the first complete expression is ignored. */
class FormulaReader {
  private at = 0
  private readonly text: string
  private readonly now: number
  constructor(text: string, now: number) {
    this.text = text
    this.now = now
  }

  read(): number {
    return this.moment(0)
  }

  private fail(expected: string): never {
    const found = this.text.slice(this.at, this.at + 12)
    throw new BadRequest(`Expected ${expected}, found '${found}' (at char ${this.at})`)
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? 'x')) this.at++
  }

  private take(pattern: RegExp): string | undefined {
    this.blanks()
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return undefined
    this.at += found[0].length
    return found[0]
  }

  private expect(mark: string): void {
    this.blanks()
    if (this.text[this.at] !== mark) this.fail(`'${mark}'`)
    this.at++
  }

  private comma(): boolean {
    return this.take(/,/y) !== undefined
  }

  private close(): void {
    this.comma()
    this.expect(')')
  }

  private quoted(): string {
    const text = this.take(/'[^']*'|"[^"]*"/y)
    if (text === undefined) this.fail('quoted text')
    return text.slice(1, -1)
  }

  private unit(allowed: readonly TimeUnit[]): TimeUnit {
    const start = this.at
    const unit = timeUnit(this.take(/[a-z]+/iy) ?? '')
    if (unit !== undefined && allowed.includes(unit)) return unit
    this.at = start
    return this.fail(`one of ${allowed.join(', ')}`)
  }

  private moment(depth: number): number {
    if (depth > MAX_DEPTH) throw new BadRequest('Time expression is nested too deeply')
    const name = this.take(/[a-z]+/iy)?.toUpperCase()
    if (name === undefined) this.fail('a date function')
    this.expect('(')
    const value = this.call(name, depth)
    this.close()
    return value
  }

  private call(name: string, depth: number): number {
    if (name === 'DATETIME') return parseHumanTime(this.quoted(), this.now)
    if (name === 'HOLIDAY') return this.holiday(depth)
    if (name === 'DATEADD') {
      const base = this.moment(depth + 1)
      this.expect(',')
      const count = this.count(depth)
      this.expect(',')
      return truncateTime(addTime(base, count, this.unit(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'])), 'second')
    }
    if (name === 'DATETRUNC') {
      const base = this.moment(depth + 1)
      this.expect(',')
      return truncateTime(base, this.unit(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']))
    }
    if (name === 'LASTDAY') {
      const base = this.moment(depth + 1)
      this.expect(',')
      return lastDay(base, this.unit(['year', 'month', 'week']) as 'year' | 'month' | 'week')
    }
    return this.fail('a date function')
  }

  private count(depth: number): number {
    const number = this.take(/[+-]?\s*\d{1,9}/y)
    if (number !== undefined) return Number(number.replace(/\s/g, ''))
    if (this.take(/DATEDIFF/iy) === undefined) this.fail('a number')
    this.expect('(')
    const first = this.moment(depth + 1)
    this.expect(',')
    const second = this.moment(depth + 1)
    const unit = this.comma() && !this.peek(')') ? this.unit(['year', 'day']) : 'day'
    this.close()
    if (unit === 'year') return new Date(second).getUTCFullYear() - new Date(first).getUTCFullYear()
    return Math.floor((second - first) / DAY)
  }

  private peek(mark: string): boolean {
    this.blanks()
    return this.text[this.at] === mark
  }

  private holiday(depth: number): number {
    const name = this.quoted()
    let year = new Date(this.now).getUTCFullYear()
    let country = 'US'
    while (this.comma() && !this.peek(')')) {
      if (this.peek("'") || this.peek('"')) country = this.quoted()
      else year = new Date(this.moment(depth + 1)).getUTCFullYear()
    }
    return holiday(name, year, country)
  }
}

export const isFormula = (text: string): boolean => FORMULA.test(text)

/** The moment of a time formula, in epoch ms. Throws BadRequest with the place of the mistake. */
export const evaluateFormula = (text: string, now: number): number => new FormulaReader(text, now).read()

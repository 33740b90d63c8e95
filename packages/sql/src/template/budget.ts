import { Fault } from './errors.ts'
import type { TemplateLimits } from './template.ts'

/** A statement with a thousand filters takes some ten thousand steps and a millisecond; the bounds leave room for a hundred of them. */
export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = { steps: 1_000_000, characters: 1_000_000, milliseconds: 500 }

/** Evaluation may nest this deep: macros that call themselves, lists in lists. */
const MAX_DEPTH = 400
const MAX_BITS = 50_000
const STEPS_PER_CLOCK = 256

const exceeded = (what: string): Fault => new Fault('SecurityError', `The template takes too ${what}`)

/** What one rendering may still use. Every method throws a SecurityError when a bound is crossed. */
export class Budget {
  private readonly limits: TemplateLimits
  private steps = 0
  private clockAt = STEPS_PER_CLOCK
  private startedAt = Date.now()
  private depth = 0

  constructor(limits: TemplateLimits) {
    this.limits = limits
  }

  /** Starts the clock anew with what is left of the steps: time spent waiting for macros is not the template's. */
  resume(): void {
    this.startedAt = Date.now()
    this.depth = 0
  }

  spend(steps = 1): void {
    this.steps += steps
    if (this.steps > this.limits.steps) throw exceeded('many steps')
    if (this.steps < this.clockAt) return
    this.clockAt = this.steps + STEPS_PER_CLOCK
    if (Date.now() - this.startedAt > this.limits.milliseconds) throw exceeded('long')
  }

  /** Before a text of this length is made. */
  text(length: number): void {
    this.length(length)
    this.spend(length >> 4)
  }

  /** A text that grows piece by piece has this length now. */
  length(length: number): void {
    if (length > this.limits.characters) throw exceeded('much text')
  }

  bits(count: number): void {
    if (count > MAX_BITS) throw new Fault('SecurityError', 'A number of the template is too large')
    this.spend(count >> 6)
  }

  nested<T>(run: () => T): T {
    if (++this.depth > MAX_DEPTH) throw exceeded('many levels')
    try {
      return run()
    } finally {
      this.depth--
    }
  }
}

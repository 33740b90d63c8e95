import type { Value } from './values.ts'

/** The variables of one block; what it lacks its surroundings have. */
export class Frame {
  private readonly own = new Map<string, Value>()
  private readonly parent: Frame | null

  constructor(parent: Frame | null) {
    this.parent = parent
  }

  get(name: string): Value | undefined {
    for (let frame: Frame | null = this; frame !== null; frame = frame.parent) {
      const value = frame.own.get(name)
      if (value !== undefined) return value
    }
    return undefined
  }

  set(name: string, value: Value): void {
    this.own.set(name, value)
  }
}

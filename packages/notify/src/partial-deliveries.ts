const LIMIT = 1000

/** Who already has a notice that others did not get, so that trying again does not tell them twice. Lives as long as the channel. */
export interface PartialDeliveries {
  has(notice: string, recipient: string): boolean
  add(notice: string, recipients: readonly string[]): void
  forget(notice: string): void
}

export const partialDeliveries = (): PartialDeliveries => {
  const known = new Map<string, Set<string>>()
  return {
    has: (notice, recipient) => known.get(notice)?.has(recipient) === true,
    add: (notice, recipients) => {
      known.set(notice, new Set([...(known.get(notice) ?? []), ...recipients]))
      const oldest = known.keys().next()
      if (known.size > LIMIT && oldest.done !== true) known.delete(oldest.value)
    },
    forget: (notice) => {
      known.delete(notice)
    },
  }
}

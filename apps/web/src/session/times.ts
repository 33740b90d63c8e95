import { isTimeZone, showTimesIn } from '@coset/core'

/** `data`: as in the data (UTC) · `browser`: the browser's zone · else the name of a zone. */
export type TimesChoice = string

const keyOf = (userId: number): string => `coset:times:${userId}`

export const browserZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** What this account chose in this browser; what is no zone (any more) reads as in the data. */
export const readTimes = (userId: number): TimesChoice => {
  const kept = localStorage.getItem(keyOf(userId)) ?? 'data'
  return kept === 'data' || kept === 'browser' || isTimeZone(kept) ? kept : 'data'
}

const apply = (choice: TimesChoice): void => showTimesIn(choice === 'data' ? null : choice === 'browser' ? browserZone() : choice)

/** Shows times as this account wants them; null: nobody's account. */
export const applyTimes = (userId: number | null): void => apply(userId === null ? 'data' : readTimes(userId))

export const keepTimes = (userId: number, choice: TimesChoice): void => {
  if (choice === 'data') localStorage.removeItem(keyOf(userId))
  else localStorage.setItem(keyOf(userId), choice)
  apply(choice)
}

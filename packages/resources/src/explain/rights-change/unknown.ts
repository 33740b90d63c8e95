import { Unprocessable } from '@coset/core'

const TOLD = 25

/** Throws Unprocessable naming the field when some of the ids are of nothing. */
export const refuseUnknown = (known: { has(id: number): boolean }, field: string, noun: string, ids: readonly number[]): void => {
  const missing = [...new Set(ids)].filter((id) => !known.has(id))
  if (missing.length === 0) return
  const text = `${noun}(s) with ID(s) [${missing.slice(0, TOLD).join(', ')}${missing.length > TOLD ? ', …' : ''}] do not exist.`
  throw new Unprocessable(text, { fields: { [field]: [text] } })
}

import { BadRequest } from '@coset/core'

const whole = (value: number): number => {
  if (!Number.isSafeInteger(value) || value < 0) throw new BadRequest('LIMIT and OFFSET must be whole numbers')
  return value
}

/** ` LIMIT n OFFSET m`; `everything` is what an engine needs as LIMIT when only OFFSET is wanted, null when it needs none. */
export const limitClause =
  (everything: string | null) =>
  (limit: number | null, offset: number): string => {
    const skip = whole(offset) > 0 ? ` OFFSET ${offset}` : ''
    if (limit !== null) return ` LIMIT ${whole(limit)}${skip}`
    return skip === '' || everything === null ? skip : ` LIMIT ${everything}${skip}`
  }

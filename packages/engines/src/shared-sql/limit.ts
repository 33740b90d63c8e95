import { BadRequest } from '@coset/core'
import type { Dialect } from '@coset/sql'

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

/** ` OFFSET m LIMIT n`, as Presto and Trino want it. */
export const offsetFirst = (limit: number | null, offset: number): string =>
  (whole(offset) > 0 ? ` OFFSET ${offset}` : '') + (limit === null ? '' : ` LIMIT ${whole(limit)}`)

/** ` LIMIT m, n` of engines without OFFSET. */
export const limitWithComma = (limit: number | null, offset: number): string => {
  if (whole(offset) === 0) return limit === null ? '' : ` LIMIT ${whole(limit)}`
  return ` LIMIT ${offset}, ${limit === null ? 2_147_483_647 : whole(limit)}`
}

/** ` OFFSET m ROWS FETCH NEXT n ROWS ONLY`, or `FETCH FIRST` without an offset. */
export const fetchClause = (limit: number | null, offset: number): string => {
  const skip = whole(offset) > 0 ? ` OFFSET ${offset} ROWS` : ''
  if (limit === null) return skip
  return skip === '' ? ` FETCH FIRST ${whole(limit)} ROWS ONLY` : `${skip} FETCH NEXT ${whole(limit)} ROWS ONLY`
}

const afterSelect = (select: string, text: string): string => select.replace(/^SELECT(?: DISTINCT)?(?=\s)/, (head) => `${head} ${text}`)

/** `SELECT TOP n …`; with an offset `OFFSET … FETCH`, for which an order is made up where there is none. */
export const topOrFetch: Dialect['paginate'] = (select, { limit, offset, ordered }) => {
  if (whole(offset) === 0) return limit === null ? select : afterSelect(select, `TOP ${whole(limit)}`)
  const order = ordered ? '' : '\nORDER BY (SELECT NULL)'
  return `${select}${order} OFFSET ${offset} ROWS${limit === null ? '' : ` FETCH NEXT ${whole(limit)} ROWS ONLY`}`
}

/** `SELECT TOP n …` of engines that cannot skip rows. Throws BadRequest for an offset. */
export const topOnly: Dialect['paginate'] = (select, { limit, offset }) => {
  if (whole(offset) > 0) throw new BadRequest('This database cannot skip rows')
  return limit === null ? select : afterSelect(select, `TOP ${whole(limit)}`)
}

import { temporalKind } from './generic-types.ts'
import { isoDate, isoDateTime } from './moments.ts'

/** `DATE '…'` and `TIMESTAMP '…'` of the standard. */
export const standardMoment = (nativeType: string, epochMs: number): string | null => {
  const kind = temporalKind(nativeType)
  if (kind === 'date') return `DATE '${isoDate(epochMs)}'`
  return kind === null ? null : `TIMESTAMP '${isoDateTime(epochMs, 'always')}'`
}

/** `CAST('…' AS DATE)` and `CAST('…' AS TIMESTAMP)`. */
export const castMoment = (nativeType: string, epochMs: number): string | null => {
  const kind = temporalKind(nativeType)
  if (kind === 'date') return `CAST('${isoDate(epochMs)}' AS DATE)`
  return kind === null ? null : `CAST('${isoDateTime(epochMs, 'always')}' AS TIMESTAMP)`
}

/** `TO_DATE` and `TO_TIMESTAMP` with masks, in capitals as Oracle's kin read them. */
export const maskedMoment = (nativeType: string, epochMs: number): string | null => {
  const kind = temporalKind(nativeType)
  if (kind === 'date') return `TO_DATE('${isoDate(epochMs)}', 'YYYY-MM-DD')`
  return kind === null ? null : `TO_TIMESTAMP('${isoDateTime(epochMs, 'always')}', 'YYYY-MM-DD HH24:MI:SS.FF6')`
}

/** The moment as text alone, which the engine compares by itself. */
export const textMoment = (nativeType: string, epochMs: number): string | null =>
  temporalKind(nativeType) === null ? null : `'${isoDateTime(epochMs, 'needed')}'`

import { type CellType, GenericType } from '@coset/core'
import type { Series } from './frame.ts'
import { isMissing } from './values.ts'

const KINDS: Readonly<Record<Exclude<CellType, 'unknown'>, GenericType>> = {
  integer: GenericType.NUMERIC,
  float: GenericType.NUMERIC,
  decimal: GenericType.NUMERIC,
  boolean: GenericType.BOOLEAN,
  timestamp: GenericType.TEMPORAL,
  date: GenericType.TEMPORAL,
  string: GenericType.STRING,
  time: GenericType.STRING,
  interval: GenericType.STRING,
  json: GenericType.STRING,
  binary: GenericType.STRING,
}

/** The kind of a column by what it holds; null when it holds nothing, so that the caller may ask the dataset. */
export const inferKind = (series: Series): GenericType | null => {
  const cells = series.cells.filter((cell) => !isMissing(cell))
  if (cells.length === 0) return null
  if (series.type !== 'unknown') return KINDS[series.type]
  if (cells.every((cell) => typeof cell === 'boolean')) return GenericType.BOOLEAN
  return cells.every((cell) => typeof cell === 'number' || typeof cell === 'bigint') ? GenericType.NUMERIC : GenericType.STRING
}

import { GenericType, TIME_GRAIN_NAMES, type TimeGrain } from '@coset/core'
import type { DatasetModel } from '../model.ts'

/** Grains in the order in which clients list them. */
const LISTED: readonly TimeGrain[] = [
  'PT1S',
  'PT5S',
  'PT30S',
  'PT1M',
  'PT5M',
  'PT10M',
  'PT15M',
  'PT30M',
  'PT1H',
  'PT6H',
  'P1D',
  'P1W',
  'P1M',
  'P3M',
  'P1Y',
  'P1W/1970-01-03T00:00:00Z',
  'P1W/1970-01-04T00:00:00Z',
  '1969-12-28T00:00:00Z/P1W',
  '1969-12-29T00:00:00Z/P1W',
]

/** The dataset's columns with their kind, for pickers. */
export const columnsData = (dataset: DatasetModel): Record<string, unknown>[] =>
  dataset.columns.map((column) => {
    const kind = column.nativeType === null ? null : dataset.database.engine.dialect.genericType(column.nativeType)
    const dtype = column.isTemporal ? GenericType.TEMPORAL : kind === GenericType.NUMERIC ? GenericType.NUMERIC : GenericType.STRING
    return { column_name: column.name, verbose_name: column.verboseName, dtype }
  })

/** The time grains that the dataset's engine knows. */
export const timeGrainsData = (dataset: DatasetModel): Record<string, unknown>[] =>
  LISTED.flatMap((duration) => {
    const template = dataset.database.engine.dialect.timeGrains[duration]
    return template === undefined ? [] : [{ name: TIME_GRAIN_NAMES[duration] ?? duration, function: template, duration }]
  })

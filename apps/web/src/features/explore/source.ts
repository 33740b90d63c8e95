import type { Dataset } from './types.ts'

/** What a chart is drawn from: a dataset, or SQL of SQL Lab that was not saved as one. */
export interface DataSource {
  readonly id: number
  readonly type: 'table' | 'query' | 'saved_query'
}

export const sourceOf = ({ id, type }: Dataset): DataSource => ({ id, type: type ?? 'table' })

/** `12__table`, as the settings of a chart name it. */
export const uidOf = ({ id, type }: DataSource): string => `${id}__${type}`

/** Is this SQL that must become a dataset before a chart of it can be saved? */
export const isQuestion = (dataset: Dataset): boolean => sourceOf(dataset).type !== 'table'

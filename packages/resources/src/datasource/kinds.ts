import { BadRequest } from '@coset/core'
import type { JsonObject } from '../json-text.ts'

/** `dataset` is another name of `table`. */
export type SourceType = 'table' | 'query' | 'saved_query'

/** What a chart is drawn from. */
export interface SourceRef {
  readonly type: SourceType
  /** An id, or a UUID where the kind has one. */
  readonly id: string
}

const sourceType = (type: string, field: string): SourceType => {
  if (type === 'table' || type === 'dataset') return 'table'
  if (type === 'query' || type === 'saved_query') return type
  const told = `Charts are not drawn from a datasource of type ${type.slice(0, 50)}; use table, query or saved_query`
  throw new BadRequest(told, { fields: { [field]: [told] } })
}

/** Throws BadRequest that names `field` for types that no chart can be drawn from. */
export const sourceRef = (type: string, id: number | string, field = 'datasource.type'): SourceRef => ({ type: sourceType(type, field), id: String(id) })

/** `12__table` of a chart's form; undefined where it names nothing. Throws BadRequest as {@link sourceRef}. */
export const sourceOfForm = (formData: JsonObject): SourceRef | undefined => {
  const text = formData['datasource']
  const [id, type = 'table'] = typeof text === 'string' ? text.split('__') : []
  return id !== undefined && /^\d{1,9}$/.test(id) ? sourceRef(type, id, 'datasource') : undefined
}

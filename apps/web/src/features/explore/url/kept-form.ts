import type { FormData } from '@coset/chart-kit'
import { writeExact } from '@coset/core'
import type { DataSource } from '../source.ts'

export interface KeptForm {
  readonly formData: FormData
  readonly source: DataSource
  readonly sliceId: number | undefined
}

/** The body of `POST /api/v1/explore/form_data`. */
export function keptBody({ formData, source, sliceId }: KeptForm): Readonly<Record<string, unknown>> {
  return { datasource_id: source.id, datasource_type: source.type, ...(sliceId !== undefined && { chart_id: sliceId }), form_data: writeExact(formData) }
}

/** The address with the key of the kept form; what only led here (`viz_type`, `permalink_key`, old spellings of the dataset) goes. */
export function withKey(search: string, key: string, source: DataSource, sliceId: number | undefined): string {
  const parameters = new URLSearchParams(search)
  for (const gone of ['viz_type', 'form_data', 'permalink_key', 'dataset_id', 'datasource', 'save_action', 'force']) parameters.delete(gone)
  if (sliceId === undefined) {
    parameters.delete('slice_id')
    parameters.set('datasource_type', source.type)
    parameters.set('datasource_id', String(source.id))
  } else {
    parameters.set('slice_id', String(sliceId))
  }
  parameters.set('form_data_key', key)
  return `?${parameters.toString()}`
}

import type { FormData } from '@coset/chart-kit'

export interface KeptForm {
  readonly formData: FormData
  readonly datasetId: number
  readonly sliceId: number | undefined
}

/** The body of `POST /api/v1/explore/form_data`. */
export function keptBody({ formData, datasetId, sliceId }: KeptForm): Readonly<Record<string, unknown>> {
  return { datasource_id: datasetId, datasource_type: 'table', ...(sliceId !== undefined && { chart_id: sliceId }), form_data: JSON.stringify(formData) }
}

/** The address with the key of the kept form; what only led here (`viz_type`, `permalink_key`, old spellings of the dataset) goes. */
export function withKey(search: string, key: string, datasetId: number, sliceId: number | undefined): string {
  const parameters = new URLSearchParams(search)
  for (const gone of ['viz_type', 'permalink_key', 'dataset_id', 'datasource', 'save_action', 'force']) parameters.delete(gone)
  if (sliceId === undefined) {
    parameters.delete('slice_id')
    parameters.set('datasource_type', 'table')
    parameters.set('datasource_id', String(datasetId))
  } else {
    parameters.set('slice_id', String(sliceId))
  }
  parameters.set('form_data_key', key)
  return `?${parameters.toString()}`
}

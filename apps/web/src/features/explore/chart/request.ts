import type { ChartDefinition, FormData, QueryObject } from '@coset/chart-kit'
import type { DataSource } from '../source.ts'

export interface ChartRequest {
  readonly datasource: DataSource
  readonly force: boolean
  readonly queries: readonly QueryObject[]
  readonly form_data: FormData
  readonly result_format: 'json' | 'csv' | 'xlsx'
  readonly result_type: 'full' | 'results' | 'samples' | 'query' | 'post_processed'
}

type Asked = Partial<Pick<ChartRequest, 'force' | 'result_format' | 'result_type'>>

/** The body of `POST /api/v1/chart/data`, which is also what a saved chart keeps as its query context. Throws what the definition throws. */
export function chartRequest(definition: ChartDefinition, formData: FormData, { id, type }: DataSource, asked: Asked = {}): ChartRequest {
  return {
    datasource: { id, type },
    force: asked.force ?? false,
    queries: definition.buildQueries(formData),
    form_data: { ...formData, result_format: asked.result_format ?? 'json', result_type: asked.result_type ?? 'full' },
    result_format: asked.result_format ?? 'json',
    result_type: asked.result_type ?? 'full',
  }
}

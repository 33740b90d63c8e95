import type { ChartDefinition, FormData } from '@coset/chart-kit'
import { writeExact } from '@coset/core'
import { chartRequest } from '../chart/request.ts'

export interface ChartBody {
  readonly slice_name: string
  readonly viz_type: string
  readonly params: string
  readonly query_context: string
  readonly datasource_id: number
  readonly datasource_type: 'table'
  readonly dashboards?: readonly number[]
}

/** Keys that belong to a request or a link and not to a chart. */
const PASSING = ['form_data_key', 'permalink_key', 'own_state', 'result_format', 'result_type', 'force']

export interface Saved {
  readonly name: string
  readonly definition: ChartDefinition
  readonly formData: FormData
  readonly datasetId: number
  /** The chart to overwrite; absent for a new one. */
  readonly sliceId?: number | undefined
  /** All dashboards that show the chart; absent leaves them as they are. */
  readonly dashboards?: readonly number[] | undefined
}

/** What is written to `/api/v1/chart/`: settings and query context as JSON texts, readable by every server of the field. */
export function chartBody({ name, definition, formData, datasetId, sliceId, dashboards }: Saved): ChartBody {
  const params: Record<string, unknown> = { ...formData, viz_type: definition.vizType, datasource: `${datasetId}__table` }
  for (const key of PASSING) delete params[key]
  if (sliceId === undefined) delete params['slice_id']
  else params['slice_id'] = sliceId
  if (dashboards !== undefined) params['dashboards'] = dashboards
  return {
    slice_name: name,
    viz_type: definition.vizType,
    params: writeExact(params),
    query_context: writeExact(chartRequest(definition, params, { id: datasetId, type: 'table' })),
    datasource_id: datasetId,
    datasource_type: 'table',
    ...(dashboards !== undefined && { dashboards }),
  }
}

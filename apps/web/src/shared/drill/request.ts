import type { FormData, QueryObject, QueryResult } from '@coset/chart-kit'
import { definitionFor } from '@coset/charts/by-type'
import { useSession } from '../../session/session.tsx'
import { askChart } from '../chart-data/index.ts'
import { useEmbedding } from '../embedding/index.ts'
import type { Subject } from './subject.ts'

type Body = Readonly<Record<string, unknown>>

export interface Asker {
  /** A guest of another site's page, who says what for a chart is asked. */
  readonly isGuest: boolean
  readonly rows: (subject: Subject, query: QueryObject, more?: Body) => Body
  readonly drilled: (subject: Subject, formData: FormData, force: boolean) => Body
  readonly ask: (subject: Subject, body: Body, signal: AbortSignal) => Promise<readonly QueryResult[]>
}

const requestOf = (subject: Subject, formData: Body, more: Body): Body => ({
  datasource: { id: subject.dataset.id, type: 'table' },
  force: false,
  result_format: 'json',
  form_data: { dashboardId: subject.dashboard.id, viz_type: subject.formData.viz_type, ...formData },
  ...more,
})

/** The ways in which drilling asks the server. */
export const useAsker = (): Asker => {
  const session = useSession()
  const embedding = useEmbedding()
  const isGuest = embedding !== null && session.user === null
  return {
    isGuest,
    rows: (subject, query, more = {}) => requestOf(subject, { slice_id: subject.chartId }, { queries: [query], result_type: 'drill_detail', ...more }),
    drilled: (subject, formData, force) =>
      requestOf(
        subject,
        { ...(isGuest ? { slice_id: 0, chart_id: subject.chartId } : { slice_id: subject.chartId }), viz_type: formData.viz_type },
        { queries: definitionFor(formData.viz_type ?? 'table').buildQueries(formData), result_type: 'full', force },
      ),
    ask: async ({ dashboard }, body, signal) => {
      const { result } = await askChart<{ result: readonly QueryResult[] }>({
        request: { body, query: { ...embedding?.parameters, dashboard_id: dashboard.id }, signal },
        about: { group: `dashboard:${dashboard.id}`, title: dashboard.title, href: window.location.pathname + window.location.search },
        onProgress: () => undefined,
      })
      return result
    },
  }
}

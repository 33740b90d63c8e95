import { useQuery } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import type { Subject } from './subject.ts'

export interface GroupColumn {
  readonly column_name: string
  readonly verbose_name: string | null
}

export const nameOf = ({ column_name: name, verbose_name: verbose }: GroupColumn): string => (verbose === null || verbose === '' ? name : verbose)

/** The columns of the dataset that a chart can be grouped by. */
export const useColumns = ({ dataset, dashboard }: Subject) =>
  useQuery({
    queryKey: ['drill-columns', dataset.id, dashboard.id],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ result: { columns: readonly GroupColumn[] } }>(`/api/v1/dataset/${dataset.id}/drill_info/`, {
          q: { dashboard_id: dashboard.id },
          signal,
        })
      ).result.columns,
    staleTime: 300_000,
    retry: false,
  })

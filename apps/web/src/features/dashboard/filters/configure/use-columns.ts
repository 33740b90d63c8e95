import { type ColumnFact, type ColumnFacts, type ConfigItem, isDivider } from '@coset/chart-kit/dashboard'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../../../session/api.ts'
import { useDashboard } from '../../model/context.ts'
import type { DatasetInfo } from '../../model/types.ts'

type Column = DatasetInfo['columns'][number]
export interface ColumnChoice extends ColumnFact {
  readonly label: string
  readonly isTime: boolean
}

const choiceOf = (column: Column): ColumnChoice => ({
  name: column.column_name,
  type: column.type_generic ?? null,
  label: column.verbose_name === null || column.verbose_name === '' ? column.column_name : column.verbose_name,
  isTime: column.is_dttm || column.type_generic === 2,
})

/** Columns of the datasets that the items read: those of the dashboard are here already, others are asked for. */
export const useColumns = (
  items: readonly ConfigItem[],
): { readonly facts: ColumnFacts; readonly columnsOf: (id: number) => readonly ColumnChoice[] | undefined } => {
  const { datasets } = useDashboard()
  const wanted = [...new Set(items.flatMap((item) => (isDivider(item) ? [] : (item.targets[0]?.datasetId ?? []))))].filter((id) => !datasets.has(id))
  const asked = useQueries({
    queries: wanted.map((id) => ({
      queryKey: ['dataset-columns', id],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const { result } = await api.get<{ result: { columns: readonly Column[] } }>(`/api/v1/dataset/${id}`, { signal })
        return { id, columns: result.columns.map(choiceOf) }
      },
      staleTime: 60_000,
      retry: false,
    })),
    combine: (answers) => answers.flatMap(({ data }) => (data === undefined ? [] : [data])),
  })
  return useMemo(() => {
    const here = new Map([...datasets.values()].map((dataset) => [dataset.id, dataset.columns.map(choiceOf)]))
    for (const { id, columns } of asked) here.set(id, [...columns])
    const columnsOf = (id: number): readonly ColumnChoice[] | undefined => here.get(id)
    return { facts: columnsOf, columnsOf }
  }, [datasets, asked])
}

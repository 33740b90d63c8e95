import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'

export interface TableColumn {
  readonly name: string
  readonly type: string
  readonly keys?: readonly unknown[]
}

interface Metadata {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly longType?: string; readonly keys?: readonly unknown[] }[]
}

const FRESH_MS = 300_000

export const useSchemas = (databaseId: number | null) =>
  useQuery({
    queryKey: ['schemas', databaseId],
    queryFn: async ({ signal }) => (await api.get<{ result: readonly string[] }>(`/api/v1/database/${databaseId}/schemas/`, { signal })).result,
    enabled: databaseId !== null,
    staleTime: FRESH_MS,
    retry: false,
  })

export const useTables = (databaseId: number | null, schema: string | null) =>
  useQuery({
    queryKey: ['tables', databaseId, schema],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ result: readonly { readonly value: string; readonly type: string }[] }>(`/api/v1/database/${databaseId}/tables/`, {
          q: { schema_name: schema ?? '' },
          signal,
        })
      ).result,
    enabled: databaseId !== null && schema !== null,
    staleTime: FRESH_MS,
    retry: false,
  })

export const columnsQuery = (databaseId: number | null, schema: string | null, table: string) => ({
  queryKey: ['table-columns', databaseId, schema, table] as const,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<readonly TableColumn[]> => {
    const query = { name: table, ...(schema === null ? {} : { schema }) }
    const { columns } = await api.get<Metadata>(`/api/v1/database/${databaseId}/table_metadata/`, { query, signal })
    return columns.map((column) => ({ name: column.name, type: column.longType ?? column.type, ...(column.keys === undefined ? {} : { keys: column.keys }) }))
  },
  staleTime: FRESH_MS,
  retry: false,
})

export const useFunctions = (databaseId: number | null) =>
  useQuery({
    queryKey: ['functions', databaseId],
    queryFn: async ({ signal }) =>
      (await api.get<{ function_names: readonly string[] }>(`/api/v1/database/${databaseId}/function_names/`, { signal })).function_names,
    enabled: databaseId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

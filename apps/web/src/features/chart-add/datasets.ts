import { api } from '../../session/api.ts'
import type { Choice, Source } from '../../shared/remote-select/index.tsx'

interface Row {
  readonly id: number
  readonly table_name: string
  readonly schema: string | null
  readonly database: { readonly database_name: string } | null
}

const COLUMNS = ['id', 'table_name', 'schema', 'database.database_name']

/** `orders · Warehouse, sales`: names of tables repeat, where they stand does not. */
const choice = ({ id, table_name, schema, database }: Row): Choice => ({
  value: String(id),
  label: [table_name, [database?.database_name, schema].filter((part) => part).join(', ')].filter((part) => part !== '').join(' · '),
})

/** Datasets whose name holds what is typed, those changed last first. */
export const datasetSource: Source = {
  key: ['datasets of charts'],
  find: async (text, include, signal) => {
    const filters = text === '' ? [] : [{ col: 'table_name', opr: 'ct', value: text }]
    const q = { columns: COLUMNS, filters, order_column: 'changed_on_delta_humanized', order_direction: 'desc', page: 0, page_size: 50 }
    const { result } = await api.get<{ result: readonly Row[] }>('/api/v1/dataset/', { q, signal })
    const missing = include.filter((id) => !result.some((row) => String(row.id) === id))
    const others = await Promise.all(
      missing.map(async (id) => (await api.get<{ result: Row }>(`/api/v1/dataset/${encodeURIComponent(id)}`, { q: { columns: COLUMNS }, signal })).result),
    )
    return [...others, ...result].map(choice)
  },
}

import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'

export interface Choice {
  readonly value: string
  readonly label: string
}

/** Where the choices of a select come from. */
export interface Source {
  readonly key: readonly string[]
  /** Those whose name holds `text`; `include` are chosen and may be left out. */
  readonly find: (text: string, include: readonly string[], signal: AbortSignal) => Promise<readonly Choice[]>
}

const PAGE_SIZE = 25

/** People and the like that the server offers for a relation: `/api/v1/report/related/owners`. */
export const relatedSource = (path: string): Source => ({
  key: [path],
  find: async (text, include, signal) => {
    const ids = include.map(Number).filter((id) => Number.isInteger(id))
    const q = { filter: text, page: 0, page_size: PAGE_SIZE, ...(ids.length === 0 ? {} : { include_ids: ids }) }
    const { result } = await api.get<{ result: readonly { value: number; text: string }[] }>(path, { q, signal })
    return result.map((row) => ({ value: String(row.value), label: row.text }))
  },
})

/** Chosen ones by their ids; those that are gone say so. */
const byIds = (path: string, column: string, ids: readonly string[], signal: AbortSignal): Promise<readonly Choice[]> =>
  Promise.all(
    ids.map(async (id) => {
      try {
        const { result } = await api.get<{ result: Readonly<Record<string, unknown>> }>(`${path}${encodeURIComponent(id)}`, { signal })
        return { value: id, label: String(result[column] ?? '') }
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return { value: id, label: t('{{id}} (gone)', { id }) }
        throw error
      }
    }),
  )

interface Kept {
  readonly col: string
  readonly opr: string
  readonly value: string | number | boolean
}

/** Objects of a list: `/api/v1/chart/` by `slice_name`; `always` leaves some out. */
export const resourceSource = (path: string, column: string, operator: string, always: readonly Kept[] = []): Source => ({
  key: [path, column, ...always.map(({ col, opr, value }) => `${col} ${opr} ${value}`)],
  find: async (text, include, signal) => {
    const filters = text === '' ? always : [...always, { col: column, opr: operator, value: text }]
    const q = { filters, columns: ['id', column], order_column: column, order_direction: 'asc', page: 0, page_size: PAGE_SIZE }
    const { result } = await api.get<{ result: readonly Readonly<Record<string, unknown>>[] }>(path, { q, signal })
    const found = result.map((row) => ({ value: String(row['id']), label: String(row[column] ?? '') }))
    const missing = include.filter((id) => !found.some((one) => one.value === id))
    return missing.length === 0 ? found : [...(await byIds(path, column, missing, signal)), ...found]
  },
})

import { api } from '../../../session/api.ts'
import type { Database, QueryFacts, SavedFrom, Tab, TabPatch } from './types.ts'

interface TabAnswer {
  readonly id: number
  readonly label: string
  readonly database_id: number | null
  readonly schema: string | null
  readonly sql: string | null
  readonly query_limit: number | null
  readonly template_params: string | null
  readonly latest_query: QueryFacts | null
  readonly saved_query: { readonly id: number; readonly label: string; readonly description: string | null } | null
  readonly extra_json: Readonly<Record<string, unknown>>
}

/** Where a tab's own JSON says which state of the kept query it began with. */
const READ_ON = 'saved_changed_on_ms'

const savedOf = ({ saved_query: saved, extra_json: extra }: TabAnswer): SavedFrom | null => {
  if (saved === null) return null
  const readOn = extra[READ_ON]
  return { id: saved.id, label: saved.label, description: saved.description ?? '', readOn: typeof readOn === 'number' ? readOn : null }
}

export const DEFAULT_LIMIT = 1000

const toTab = (answer: TabAnswer): Tab => ({
  id: answer.id,
  label: answer.label,
  databaseId: answer.database_id,
  schema: answer.schema,
  sql: answer.sql ?? '',
  limit: answer.query_limit ?? DEFAULT_LIMIT,
  parameters: answer.template_params ?? '',
  latest: answer.latest_query,
  saved: savedOf(answer),
})

export interface Opening {
  readonly tabs: readonly { readonly id: number; readonly label: string }[]
  readonly active: number | null
  readonly databases: readonly Database[]
}

interface Bootstrap {
  readonly result: {
    readonly tab_state_ids: readonly { readonly id: number; readonly label: string }[]
    readonly active_tab: { readonly id: number } | null
    readonly databases: Readonly<Record<string, Database>>
  }
}

export const loadOpening = async (signal: AbortSignal): Promise<Opening> => {
  const { result } = await api.get<Bootstrap>('/api/v1/sqllab/', { signal })
  return { tabs: result.tab_state_ids, active: result.active_tab?.id ?? null, databases: Object.values(result.databases) }
}

export const loadTab = async (id: number, signal: AbortSignal): Promise<Tab> => toTab(await api.get<TabAnswer>(`/tabstateview/${id}`, { signal }))

export const createTab = async (tab: TabPatch & { readonly label: string }): Promise<number> => {
  const editor = {
    name: tab.label,
    sql: tab.sql ?? '',
    dbId: tab.databaseId ?? null,
    schema: tab.schema ?? null,
    queryLimit: tab.limit ?? DEFAULT_LIMIT,
    templateParams: tab.parameters ?? '',
  }
  const { id } = await api.post<{ id: number }>('/tabstateview/', { form: new URLSearchParams({ queryEditor: JSON.stringify(editor) }) })
  if (tab.saved !== undefined) await saveTab(id, { saved: tab.saved })
  return id
}

const FIELDS: Readonly<Record<Exclude<keyof TabPatch, 'saved'>, string>> = {
  label: 'label',
  databaseId: 'database_id',
  schema: 'schema',
  sql: 'sql',
  limit: 'query_limit',
  parameters: 'template_params',
  latest: 'latest_query_id',
}

export const saveTab = async (id: number, patch: TabPatch): Promise<void> => {
  const form = new URLSearchParams()
  const { saved, ...plain } = patch
  if (saved !== undefined) {
    form.set('saved_query_id', JSON.stringify(saved?.id ?? null))
    form.set('extra_json', JSON.stringify(saved === null || saved.readOn === null ? {} : { [READ_ON]: saved.readOn }))
  }
  for (const [key, value] of Object.entries(plain) as [keyof typeof FIELDS, unknown][])
    form.set(FIELDS[key], JSON.stringify(key === 'latest' ? ((value as QueryFacts | null)?.id ?? null) : value))
  await api.put(`/tabstateview/${id}`, { form })
}

export const closeTab = (id: number): Promise<unknown> => api.delete(`/tabstateview/${id}`)
export const activateTab = (id: number): Promise<unknown> => api.post(`/tabstateview/${id}/activate`)

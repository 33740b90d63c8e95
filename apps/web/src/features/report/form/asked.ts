import { api } from '../../../session/api.ts'
import { chosenMasks } from '../../../shared/report-menu/masks.ts'
import type { Asked } from '../model/values.ts'

/** What the address of a new report names. */
export interface Address {
  readonly subject: Asked['subject']
  readonly id: number
  /** A lasting link of the dashboard with its tabs and filters. */
  readonly permalink: string | null
}

/** `?dashboard=3&permalink=…` or `?chart=7`; null: it names nothing. */
export const addressOf = (parameters: URLSearchParams): Address | null => {
  for (const subject of ['dashboard', 'chart'] as const) {
    const id = Number(parameters.get(subject) ?? 0)
    if (Number.isSafeInteger(id) && id > 0) return { subject, id, permalink: subject === 'dashboard' ? parameters.get('permalink') : null }
  }
  return null
}

interface Permalink {
  readonly state: { readonly dataMask?: unknown; readonly activeTabs?: readonly string[] | null }
}

/** What the address names, as it is now. Throws ApiError where it may not be seen. */
export const loadAsked = async ({ subject, id, permalink }: Address, signal: AbortSignal): Promise<Asked> => {
  if (subject === 'chart') {
    const { result } = await api.get<{ result: { slice_name: string } }>(`/api/v1/chart/${id}`, { signal })
    return { subject, id, title: result.slice_name, tabs: [], dataMask: {} }
  }
  const [{ result }, link] = await Promise.all([
    api.get<{ result: { dashboard_title: string } }>(`/api/v1/dashboard/${id}`, { signal }),
    permalink === null ? null : api.get<Permalink>(`/api/v1/dashboard/permalink/${encodeURIComponent(permalink)}`, { signal }),
  ])
  return { subject, id, title: result.dashboard_title, tabs: link?.state.activeTabs ?? [], dataMask: chosenMasks(link?.state.dataMask) }
}

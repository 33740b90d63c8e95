import type { UiConfig } from '../../shared/embedding/index.ts'

/** Bits of `uiConfig`. */
const HIDE_TITLE = 1
const HIDE_TABS = 2
const HIDE_CHART_CONTROLS = 8
const EMIT_MASKS = 16

const flag = (text: string | null): boolean | null => (text === null || text === '' ? null : text !== 'false' && text !== '0')

/** `dashboardUiConfig` as the host's package writes it into the address. */
export const readUi = (parameters: URLSearchParams): UiConfig => {
  const bits = Number(parameters.get('uiConfig') ?? 0)
  const has = (bit: number): boolean => Number.isInteger(bits) && (bits & bit) !== 0
  return {
    hideTitle: has(HIDE_TITLE),
    hideTabs: has(HIDE_TABS),
    hideChartControls: has(HIDE_CHART_CONTROLS),
    emitMasks: has(EMIT_MASKS),
    showFilters: flag(parameters.get('show_filters')) ?? true,
    expandFilters: flag(parameters.get('expand_filters')),
  }
}

/** Parameters with a meaning of their own, here or in requests. */
const OWN = new Set(['uiConfig', 'show_filters', 'expand_filters', 'themeMode', 'permalink_key', 'q', 'force', 'dashboard_id'])

export const ownParameters = (parameters: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries([...parameters].filter(([name]) => !OWN.has(name)))

export type Scheme = 'light' | 'dark' | 'auto'

const SCHEMES: Readonly<Record<string, Scheme>> = { default: 'light', dark: 'dark', system: 'auto' }

/** `default`, `dark` or `system`; null: none of these. */
export const schemeOf = (mode: unknown): Scheme | null => (typeof mode === 'string' && Object.hasOwn(SCHEMES, mode) ? (SCHEMES[mode] ?? null) : null)

export interface PageFacts {
  readonly dashboardId: number
  readonly guestTokenHeader: string
}

/** What the server wrote into the page; null: it is not the page of an embedded dashboard. */
export const readFacts = (text: string | undefined): PageFacts | null => {
  if (text === undefined) return null
  const { dashboard_id: dashboardId, guest_token_header: guestTokenHeader } = JSON.parse(text) as Record<string, unknown>
  return typeof dashboardId === 'number' && typeof guestTokenHeader === 'string' ? { dashboardId, guestTokenHeader } : null
}

import type { DatasetHints, FormData } from '@coset/chart-kit'
import type { DataMasks } from '@coset/chart-kit/dashboard'
import type { PictureState } from '../../shared/embedding/index.ts'

/** What the server wrote into the page. */
export type PictureFacts =
  | { readonly kind: 'dashboard'; readonly id: number }
  | { readonly kind: 'chart'; readonly id: number; readonly name: string; readonly form_data: FormData; readonly dataset: DatasetHints }

/** Null: it is not a page for a picture. */
export const readFacts = (text: string | undefined): PictureFacts | null => (text === undefined ? null : (JSON.parse(text) as PictureFacts))

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What the address says of tabs, filters and the rest. */
export const readState = (parameters: URLSearchParams): PictureState => {
  const state = record(JSON.parse(parameters.get('state') ?? '{}'))
  const tabs = state['activeTabs']
  return {
    masks: record(state['dataMask']) as unknown as DataMasks,
    tabs: Array.isArray(tabs) ? tabs.filter((tab) => typeof tab === 'string') : [],
    anchor: text(state['anchor']) || null,
    note: text(state['note']),
    force: parameters.get('force') === 'true',
  }
}

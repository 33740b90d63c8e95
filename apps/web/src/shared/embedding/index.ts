import type { DataMasks } from '@coset/chart-kit/dashboard'
import { createContext, useContext } from 'react'

/** What the host wants of the page: `dashboardUiConfig` of its package. */
export interface UiConfig {
  readonly hideTitle: boolean
  readonly hideTabs: boolean
  readonly hideChartControls: boolean
  readonly emitMasks: boolean
  readonly showFilters: boolean
  /** Null: as the width allows. */
  readonly expandFilters: boolean | null
}

/** What the shown dashboard answers to the host. */
export interface DashboardAnswers {
  readonly masks: () => DataMasks
  readonly activeTabs: () => readonly string[]
  readonly permalink: (anchor: string) => Promise<{ readonly key: string; readonly url: string }>
  readonly chartStates: () => Readonly<Record<string, unknown>>
  readonly chartPayloads: (chartId: number | undefined) => Readonly<Record<string, unknown>>
}

/** What a page shows that is photographed. */
export interface PictureState {
  readonly masks: DataMasks
  readonly tabs: readonly string[]
  /** The item to show alone; null: the whole dashboard. */
  readonly anchor: string | null
  /** Under the title: when it was drawn, and which filters hold. */
  readonly note: string
  /** Asks the databases again. */
  readonly force: boolean
}

/** A dashboard inside another site's page, or on a picture. */
export interface Embedding {
  readonly dashboardId: number
  readonly ui: UiConfig
  readonly permalinkKey: string | null
  /** Null: it is looked at by people. */
  readonly picture: PictureState | null
  /** Parameters of the frame's address for templates. */
  readonly parameters: Readonly<Record<string, string>>
  /** From now on these answer the host. */
  readonly answer: (answers: DashboardAnswers) => void
  /** Tells the host that filters or selections changed. */
  readonly changed: (before: DataMasks, now: DataMasks) => void
}

const Context = createContext<Embedding | null>(null)

export const EmbeddingProvider = Context.Provider

/** Null where the page is nobody's frame. */
export const useEmbedding = (): Embedding | null => useContext(Context)

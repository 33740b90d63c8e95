import type { ComponentType } from 'react'
import type { ChartTheme } from '../definition.ts'
import type { Behind, CustomModel } from '../model.ts'
import type { FormData, QueryFilter } from '../query-object.ts'

export type { Behind }

/** A click on a mark: the filters a cross-filter sends, or null when the mark was chosen already and is let go. */
export type OnSelect = (filters: readonly QueryFilter[] | null, label: string) => void

export interface MenuRequest {
  /** The mark under the pointer; undefined beside the marks. */
  readonly label?: string
  readonly filters?: readonly QueryFilter[]
  /** Where it is more than `filters`. */
  readonly behind?: Behind
  readonly clientX: number
  readonly clientY: number
}

/** What a chart's own renderer gets. Sizes in px. */
export interface RendererProps<Data = unknown> {
  readonly model: CustomModel<Data>
  readonly formData: FormData
  readonly width: number
  readonly height: number
  readonly theme: ChartTheme
  readonly selected: readonly string[]
  readonly onSelect?: OnSelect | undefined
  readonly onMenu?: ((request: MenuRequest) => void) | undefined
  /** Page, order and search of charts that ask the server for them; the host puts it into the form data as `own_state`. */
  readonly onOwnState?: ((state: Readonly<Record<string, unknown>>) => void) | undefined
}

/** A module with a renderer, as `import()` gives it. */
export interface RendererModule {
  readonly Renderer: ComponentType<RendererProps>
}
export type Renderers = Readonly<Record<string, () => Promise<RendererModule>>>

import type { FormData } from './query-object.ts'

/** How a control is edited. Explore has one editor per kind. */
export type ControlKind =
  | 'metric'
  | 'metrics'
  | 'column'
  | 'columns'
  | 'filters'
  | 'order_by'
  | 'time_range'
  | 'time_grain'
  | 'select'
  | 'multi_select'
  | 'checkbox'
  | 'text'
  | 'text_area'
  | 'number'
  | 'slider'
  | 'bounds'
  | 'color'
  | 'color_scheme'
  | 'sequential_scheme'
  | 'number_format'
  | 'time_format'
  | 'currency'
  | 'column_config'
  | 'conditional_formatting'
  | 'hidden'

export interface Choice {
  readonly value: string | number | boolean | null
  readonly label: string
}

/** One setting. `key` is the form-data key of the field, so that saved charts of other sites keep their meaning. */
export interface Control {
  readonly key: string
  readonly kind: ControlKind
  readonly label: string
  readonly description?: string
  readonly default?: unknown
  readonly choices?: readonly Choice[]
  /** A value outside `choices` may be typed. */
  readonly freeForm?: boolean
  readonly min?: number
  readonly max?: number
  readonly step?: number
  readonly required?: boolean
  /** Redraws without a new query. */
  readonly renderOnly?: boolean
  /** Which columns a column control offers. */
  readonly columnFilter?: 'temporal' | 'numeric' | 'groupable' | 'any'
  readonly visible?: (formData: FormData) => boolean
}

export type ControlGroup = 'Data' | 'Look' | 'Behaviour'

export interface ControlSection {
  readonly group: ControlGroup
  readonly label: string
  readonly controls: readonly Control[]
}

export type ControlPanel = readonly ControlSection[]

import type { ControlKind } from '@coset/chart-kit'
import type { ComponentType } from 'react'
import { MultiSelectEditor, SelectEditor } from './choice.tsx'
import { ColumnConfigEditor } from './column-config.tsx'
import { ColumnsEditor, SingleColumnEditor } from './columns.tsx'
import { ConditionalFormattingEditor } from './conditional-formatting.tsx'
import { FiltersEditor } from './filters.tsx'
import { CurrencyEditor, NumberFormatEditor, TimeFormatEditor, TimeGrainEditor } from './formats.tsx'
import { MetricsEditor, SingleMetricEditor } from './metrics.tsx'
import { OrderByEditor } from './order-by.tsx'
import { BoundsEditor, ColorEditor, NumberEditor, SliderEditor, TextAreaEditor, TextEditor } from './plain.tsx'
import { ColorSchemeEditor, SequentialSchemeEditor } from './schemes.tsx'
import { TimeRangeControl } from './time-range.tsx'
import type { EditorProps } from './types.ts'

/** The editor of each kind; switches are drawn by the row itself, hidden ones not at all. */
export const editors: Readonly<Record<Exclude<ControlKind, 'checkbox' | 'hidden'>, ComponentType<EditorProps>>> = {
  metric: SingleMetricEditor,
  metrics: MetricsEditor,
  column: SingleColumnEditor,
  columns: ColumnsEditor,
  filters: FiltersEditor,
  order_by: OrderByEditor,
  time_range: TimeRangeControl,
  time_grain: TimeGrainEditor,
  select: SelectEditor,
  multi_select: MultiSelectEditor,
  text: TextEditor,
  text_area: TextAreaEditor,
  number: NumberEditor,
  slider: SliderEditor,
  bounds: BoundsEditor,
  color: ColorEditor,
  color_scheme: ColorSchemeEditor,
  sequential_scheme: SequentialSchemeEditor,
  number_format: NumberFormatEditor,
  time_format: TimeFormatEditor,
  currency: CurrencyEditor,
  column_config: ColumnConfigEditor,
  conditional_formatting: ConditionalFormattingEditor,
}

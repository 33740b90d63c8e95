import { type ConfigItem, isDivider, readItems } from './config-items.ts'
import { type CrossScopes, readCrossScopes } from './cross-scope.ts'
import { GROUP_BY } from './display-controls.ts'
import type { NativeFilter } from './filters.ts'

/** What a dashboard's metadata says of filters. */
export interface DashboardConfig {
  /** Filters and the dividers between them. */
  readonly items: readonly ConfigItem[]
  readonly filters: readonly NativeFilter[]
  /** Display controls and the dividers between them. */
  readonly controlItems: readonly ConfigItem[]
  readonly controls: readonly NativeFilter[]
  /** Filters and display controls: all that a person's choice can belong to. */
  readonly chosenFor: readonly NativeFilter[]
  readonly scopes: CrossScopes
}

export const filtersOf = (items: readonly ConfigItem[]): readonly NativeFilter[] => items.flatMap((item) => (isDivider(item) ? [] : [item]))

/** `mayRegroup` false leaves out what exchanges dimensions: a guest's charts run with the columns that were saved. */
export const readDashboardConfig = (metadata: Readonly<Record<string, unknown>>, mayRegroup = true): DashboardConfig => {
  const items = readItems(metadata['native_filter_configuration'])
  const controlItems = readItems(metadata['chart_customization_config']).filter((item) => mayRegroup || isDivider(item) || item.filterType !== GROUP_BY)
  const [filters, controls] = [filtersOf(items), filtersOf(controlItems)]
  return { items, filters, controlItems, controls, chosenFor: [...filters, ...controls], scopes: readCrossScopes(metadata) }
}

import type { EChartsType } from 'echarts/core'
import type { Datum, EChartsModel, Selectable } from '../model.ts'
import type { MenuRequest } from './types.ts'

/** What ECharts tells of a click on a mark. */
export interface MarkEvent {
  readonly data?: unknown
  readonly name?: string
  readonly seriesName?: string
  readonly value?: unknown
  readonly event?: { readonly event?: MouseEvent }
}

/** The name that a mark bears beside what people read. */
export function ownMark({ data }: Pick<MarkEvent, 'data'>): string | undefined {
  return typeof data === 'object' && data !== null && 'mark' in data ? String(data.mark) : undefined
}

/** The mark that can be chosen here; undefined: none. */
export function markOf({ data, name, seriesName }: Pick<MarkEvent, 'data' | 'name' | 'seriesName'>, selectable: Selectable): string | undefined {
  return [ownMark({ data }), seriesName, name].find((mark) => mark !== undefined && Object.hasOwn(selectable, mark))
}

/** What a menu over a datum speaks of. */
export function menuRequest(model: EChartsModel, datum: Datum): Omit<MenuRequest, 'clientX' | 'clientY'> {
  const { mark } = datum
  const filters = mark !== undefined && model.selectable && Object.hasOwn(model.selectable, mark) ? model.selectable[mark] : undefined
  const behind = model.behind?.(datum)
  return { ...(mark !== undefined && { label: mark }), ...(filters && { filters }), ...(behind && { behind }) }
}

/** The place of the plot under a pixel; beside the plot, nothing. */
export function placeOf(chart: Pick<EChartsType, 'containPixel' | 'convertFromPixel'>, model: EChartsModel, pixel: [number, number]): Datum {
  const plots = model.behind !== undefined && model.option.grid !== undefined
  return plots && chart.containPixel({ gridIndex: 0 }, pixel) ? { value: chart.convertFromPixel({ gridIndex: 0 }, pixel) } : {}
}

/** The key that opens a context menu, or its twin. */
export function asksForMenu({ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey)
}

/** Where a menu opens for the keyboard, which points nowhere. */
export function boxPoint(element: Element): { readonly clientX: number; readonly clientY: number } {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { clientX: left + Math.min(width / 2, 160), clientY: top + Math.min(height / 2, 96) }
}

/** Where an arrow key leads among `amount` steps, around its ends; undefined: nowhere. */
export function nextStep(key: string, at: number, amount: number): number | undefined {
  if (amount === 0) return undefined
  if (key === 'ArrowRight' || key === 'ArrowDown') return (at + 1) % amount
  if (key === 'ArrowLeft' || key === 'ArrowUp') return at <= 0 ? amount - 1 : at - 1
  return undefined
}

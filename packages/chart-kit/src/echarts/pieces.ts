import type { EChartsOption, LegendComponentOption, TooltipComponentOption } from 'echarts'
import type { ChartTheme } from '../definition.ts'
import { readFlag, readNumber, readText } from '../form-data.ts'
import type { FormData } from '../query-object.ts'
import { plain } from './plain.ts'

/** Type size of axes and labels in px. */
export const FONT = 12

/** What every option starts from: our type, no animation, a transparent background. */
export function baseOption(theme: ChartTheme): EChartsOption {
  return { animation: false, backgroundColor: 'transparent', textStyle: { fontFamily: theme.fontFamily, fontSize: FONT, color: theme.text } }
}

/** The tip; drawn as text in the picture, never as HTML. */
export function tooltip(theme: ChartTheme, more: TooltipComponentOption): TooltipComponentOption {
  return {
    renderMode: 'richText',
    confine: true,
    backgroundColor: theme.background,
    borderColor: theme.line,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: theme.text, fontSize: FONT, fontFamily: theme.fontFamily, lineHeight: 18 } as NonNullable<TooltipComponentOption['textStyle']>,
    transitionDuration: 0,
    ...more,
  }
}

export type Side = 'top' | 'bottom' | 'left' | 'right'

export interface LegendPiece {
  readonly legend: LegendComponentOption
  /** Room in px that the plot leaves on each side. */
  readonly inset: Readonly<Record<Side, number>>
}

const NO_INSET: Readonly<Record<Side, number>> = { top: 0, bottom: 0, left: 0, right: 0 }

function sideOf(formData: FormData): Side {
  const side = readText(formData, 'legendOrientation', 'top')
  return side === 'bottom' || side === 'left' || side === 'right' ? side : 'top'
}

function ordered(names: readonly string[], sort: string): readonly string[] {
  if (sort !== 'asc' && sort !== 'desc') return names
  const collator = new Intl.Collator(undefined, { numeric: true })
  const up = [...names].sort(collator.compare)
  return sort === 'asc' ? up : up.reverse()
}

/** About how wide a text is drawn, in px. */
export function textWidth(text: string, size = FONT): number {
  let units = 0
  for (const char of text) units += /[ilj.,:;|!'\s]/.test(char) ? 0.32 : /[mwMW@]/.test(char) ? 0.9 : /[A-Z]/.test(char) ? 0.66 : char > '\u2e80' ? 1 : 0.55
  return units * size
}

/**
 * The legend of the form's choice. Nothing when it is off, when there is one series, or when the chart is lower than 100 px.
 * A wrapped legend that would take more than a quarter of the chart scrolls instead.
 */
export function legend(
  formData: FormData,
  names: readonly string[],
  theme: ChartTheme,
  size: { readonly width: number; readonly height: number },
  least = 2,
): LegendPiece {
  if (!readFlag(formData, 'show_legend', true) || names.length < least || size.height < 100) return { legend: { show: false }, inset: NO_INSET }
  const side = sideOf(formData)
  const upright = side === 'left' || side === 'right'
  const widest = Math.max(0, ...names.map((name) => textWidth(plain(name, 40)) + 34))
  const rows = upright ? names.length : Math.ceil(names.reduce((sum, name) => sum + textWidth(plain(name, 40)) + 34, 0) / Math.max(1, size.width - 24))
  const tooLong = upright ? names.length * 22 > size.height || widest > size.width * 0.4 : rows > 2 || rows * 22 > size.height * 0.25
  const scroll = readText(formData, 'legendType', 'scroll') === 'scroll' || tooLong
  const room = readNumber(formData, 'legendMargin') ?? (upright ? Math.min(widest + 12, size.width * 0.35) : scroll ? 30 : rows * 22 + 8)
  return {
    legend: {
      show: true,
      type: scroll ? 'scroll' : 'plain',
      orient: upright ? 'vertical' : 'horizontal',
      data: [...ordered(names, readText(formData, 'legendSort'))],
      ...(upright ? { top: 8, bottom: 8, [side]: 4, width: room - 12 } : { left: 8, right: 8, [side]: 2 }),
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 12,
      formatter: (name: string) => plain(name, 40),
      textStyle: { color: theme.text, fontSize: FONT, ...(upright && { width: Math.max(40, room - 40), overflow: 'truncate' as const }) },
      pageTextStyle: { color: theme.mutedText },
      pageIconColor: theme.text,
      pageIconInactiveColor: theme.line,
      pageIconSize: 10,
      inactiveColor: theme.line,
    },
    inset: { ...NO_INSET, [side]: room },
  }
}

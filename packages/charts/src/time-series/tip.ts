import { type ChartTheme, type FormData, plain, readFlag, tipLines, tooltip } from '@coset/chart-kit'
import { formatNumber } from '@coset/core'
import type { TooltipComponentOption } from 'echarts'
import type { Frame } from './frame.ts'

interface TipParam {
  readonly seriesName?: string
  readonly marker?: unknown
  readonly value?: unknown
  readonly axisValue?: unknown
  readonly name?: string
  readonly dataIndex?: number
}

/** The digits behind a drawn value. */
function exactOf(frame: Frame, { seriesName, dataIndex }: TipParam, value: number | null): number | bigint | null {
  const exact = frame.series.find((one) => one.name === seriesName)?.exact?.[dataIndex ?? -1]
  return exact !== undefined && Number(exact) === value ? exact : value
}

const percent = formatNumber('.1%')
const MOST_ROWS = 14

export interface TipOptions {
  readonly formData: FormData
  readonly theme: ChartTheme
  readonly frame: Frame
  readonly format: (seriesName: string) => (value: unknown) => string
  readonly horizontal: boolean
  /** Whether a total makes sense: several series of one measure. */
  readonly additive: boolean
  readonly reversed: boolean
}

/** The tip of a chart over an axis: its moment, a line for each series, total and shares where asked. */
export function axisTip({ formData, theme, frame, format, horizontal, additive, reversed }: TipOptions): TooltipComponentOption {
  const rich = readFlag(formData, 'rich_tooltip', true)
  const at = horizontal ? 0 : 1
  return tooltip(theme, {
    trigger: rich ? 'axis' : 'item',
    axisPointer: {
      type: rich && !horizontal ? 'line' : 'shadow',
      lineStyle: { color: theme.mutedText, type: 'solid', width: 1 },
      shadowStyle: { color: theme.mutedText, opacity: 0.08 },
    },
    formatter: (params: unknown) => {
      const all = (Array.isArray(params) ? params : [params]) as readonly TipParam[]
      const numberOf = (param: TipParam): number | null => {
        const value = Array.isArray(param.value) ? param.value[at] : param.value
        return typeof value === 'number' ? value : null
      }
      let shown = all.filter((param) => param.seriesName !== '' && numberOf(param) !== null)
      if (shown.length === 0) return ''
      if (readFlag(formData, 'tooltipSortByMetric')) shown = [...shown].sort((a, b) => (numberOf(b) ?? 0) - (numberOf(a) ?? 0))
      else if (reversed) shown = [...shown].reverse()
      const total = shown.reduce((sum, param) => sum + (numberOf(param) ?? 0), 0)
      const shares = readFlag(formData, 'showTooltipPercentage') && shown.length > 1 && total !== 0
      const first = shown[0]
      const x = first?.axisValue ?? (Array.isArray(first?.value) ? first.value[1 - at] : first?.name)
      const rows = shown.slice(0, MOST_ROWS).map((param) => {
        const value = numberOf(param)
        const text = format(param.seriesName ?? '')(exactOf(frame, param, value))
        return { marker: String(param.marker ?? ''), name: param.seriesName ?? '', value: shares ? `${text} · ${percent((value ?? 0) / total)}` : text }
      })
      const rest = shown.length > MOST_ROWS ? [`and ${shown.length - MOST_ROWS} more`] : []
      const sum = additive && shown.length > 1 && readFlag(formData, 'showTooltipTotal', true) ? [`Total ${format(shown[0]?.seriesName ?? '')(total)}`] : []
      return [plain(frame.tip(x)), tipLines(rows), ...rest, ...sum].join('\n')
    },
  } as TooltipComponentOption)
}

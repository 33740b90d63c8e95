import type { Actor } from '@coset/access'
import { Unprocessable } from '@coset/core'
import type { Attachment, TextTable } from '@coset/notify'
import { type ChartRow, visibleChart } from '../../chart/index.ts'
import type { Context } from '../../context.ts'
import { openDashboard } from '../../dashboard/index.ts'
import { readArray, readObject } from '../../json-text.ts'
import { alone, askChart, type Looking, pdfOf, pngOf, requestOf, type Subject } from '../../picture/index.ts'
import type { ReportRow } from '../repository.ts'
import { tabsOf } from '../tabs.ts'

/** What a notice carries. */
export interface Content {
  readonly images: readonly Attachment[]
  readonly attachments: readonly Attachment[]
  readonly table: TextTable | null
}

export const NO_CONTENT: Content = { images: [], attachments: [], table: null }

const CHART_SIZE = { width: 1000, height: 600 }
const DASHBOARD_WIDTH = 1600
const MOST_TABLE_ROWS = 500

const TYPES = {
  CSV: { name: 'report.csv', contentType: 'text/csv; charset=utf-8', format: 'csv' },
  XLSX: { name: 'report.xlsx', contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', format: 'xlsx' },
} as const

const fileOf = async (looking: Looking, chart: ChartRow, type: keyof typeof TYPES): Promise<Attachment> => {
  const { name, contentType, format } = TYPES[type]
  const { body } = requestOf(chart, alone(), { result_format: format, result_type: 'post_processed', force: looking.force })
  const { answer } = await askChart(looking, chart, body)
  const [item] = answer.items
  if (item?.file === null || item === undefined) throw new Unprocessable('The chart gave no file')
  return { name, contentType, bytes: item.file.plain() }
}

/** A table as people see it on the page: column → row → cell. */
interface Drawn {
  readonly colnames?: readonly unknown[]
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const tableOf = async (looking: Looking, chart: ChartRow): Promise<TextTable> => {
  const { body } = requestOf(chart, alone(), { result_type: 'post_processed', force: looking.force })
  const { answer } = await askChart(looking, chart, body)
  const { result } = JSON.parse(Buffer.from(answer.toJson()).toString('utf8')) as { result: readonly Drawn[] }
  const { data = {} } = result[0] ?? {}
  const columns = Object.keys(data)
  const rows = [...new Set(columns.flatMap((column) => Object.keys(data[column] ?? {})))].slice(0, MOST_TABLE_ROWS)
  const text = (cell: unknown): string => (cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell))
  return { columns, rows: rows.map((row) => columns.map((column) => text(data[column]?.[row]))) }
}

const subjectsOf = async ({ ctx, actor }: Looking, row: ReportRow): Promise<readonly Subject[]> => {
  const width = row.custom_width ?? null
  if (row.chart_id !== null) {
    const chart = await visibleChart(ctx, actor, row.chart_id)
    return [{ kind: 'chart', row: chart, width: width ?? CHART_SIZE.width, height: row.custom_height ?? CHART_SIZE.height }]
  }
  const dashboard = await openDashboard(ctx, actor, row.dashboard_id ?? 0)
  const state = readObject(JSON.stringify(readObject(row.extra_json)['dashboard'] ?? {}))
  const activeTabs = readArray(JSON.stringify(state['activeTabs'] ?? [])).filter((one): one is string => typeof one === 'string')
  const dataMask = readObject(JSON.stringify(state['dataMask'] ?? {}))
  const anchors = tabsOf(typeof state['anchor'] === 'string' ? state['anchor'] : null)
  const whole = { kind: 'dashboard', row: dashboard, width: width ?? DASHBOARD_WIDTH, height: null } as const
  return (anchors.length === 0 ? [null] : anchors).map((anchor) => ({ ...whole, state: { activeTabs, anchor, dataMask } }))
}

/** What a schedule sends, as `actor` sees it. Throws what asking for it throws. */
export const contentOf = async (ctx: Context, actor: Actor, row: ReportRow, signal: AbortSignal): Promise<Content> => {
  const looking: Looking = { ctx, actor, signal, force: row.force_screenshot || row.type === 'Alert' }
  const format = row.report_format
  if (format === 'CSV' || format === 'XLSX' || format === 'TEXT') {
    // Files and tables exist for charts alone, as in the field
    if (row.chart_id === null) return NO_CONTENT
    const chart = await visibleChart(ctx, actor, row.chart_id)
    return format === 'TEXT' ? { ...NO_CONTENT, table: await tableOf(looking, chart) } : { ...NO_CONTENT, attachments: [await fileOf(looking, chart, format)] }
  }
  const subjects = await subjectsOf(looking, row)
  if (format === 'PDF')
    return { ...NO_CONTENT, attachments: [{ name: 'report.pdf', contentType: 'application/pdf', bytes: await pdfOf(looking, subjects, row.name) }] }
  const images: Attachment[] = []
  for (const [i, subject] of subjects.entries()) images.push({ name: `screenshot_${i}.png`, contentType: 'image/png', bytes: await pngOf(looking, subject) })
  return { ...NO_CONTENT, images }
}

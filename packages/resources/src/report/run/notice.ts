import type { Notice, Target } from '@coset/notify'
import type { Context } from '../../context.ts'
import { readObject } from '../../json-text.ts'
import type { ReportRow } from '../repository.ts'
import { type Content, NO_CONTENT } from './content.ts'

const urlOf = (ctx: Context, row: ReportRow): string | null => {
  const site = ctx.settings.reports.siteUrl.replace(/\/$/, '')
  if (site === '') return null
  if (row.dashboard_id !== null) return `${site}/superset/dashboard/${row.dashboard_id}/`
  return row.chart_id === null ? null : `${site}/explore/?slice_id=${row.chart_id}`
}

/** The notice of one execution. */
export const noticeOf = (ctx: Context, row: ReportRow, executionId: string, content: Content, error: string | null): Notice => ({
  id: error === null ? executionId : `${executionId}:error`,
  kind: error === null ? (row.type === 'Alert' ? 'alert' : 'report') : 'error',
  name: row.name,
  subject:
    error === null
      ? (row.email_subject ?? '') || `${ctx.settings.reports.subjectPrefix}${row.name}`
      : `${ctx.settings.reports.subjectPrefix}${row.name} [Error]`,
  description: [row.description ?? '', row.context_markdown ?? ''].filter((text) => text !== '').join('\n\n'),
  url: urlOf(ctx, row),
  linkText: row.dashboard_id === null ? 'Open the chart' : 'Open the dashboard',
  ...(error === null ? content : NO_CONTENT),
  error,
  source: { chartId: row.chart_id, dashboardId: row.dashboard_id, scheduleId: row.id, format: row.report_format },
})

export const targetOf = (json: string): Target => {
  const config = readObject(json)
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return { target: text(config['target']), ccTarget: text(config['ccTarget']), bccTarget: text(config['bccTarget']) }
}

export const mailTo = (address: string): Target => ({ target: address, ccTarget: '', bccTarget: '' })

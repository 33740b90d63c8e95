import type { Attachment, Notice } from '../port.ts'
import { contentType, fileName, lines, oneLine, webAddress } from '../text/clean.ts'
import { fixedTable } from '../text/fixed-table.ts'

const TYPES = { report: 'Report', alert: 'Alert', error: 'Error' } as const

export interface WebhookPayload {
  readonly name: string
  readonly header: {
    readonly notification_format: string
    readonly notification_type: string
    readonly notification_source: string
    readonly chart_id: number | null
    readonly dashboard_id: number | null
  }
  readonly text: string
  readonly description: string
  readonly url: string | null
}

const text = (notice: Notice): string =>
  [oneLine(notice.subject), notice.error === null ? '' : lines(notice.error, 5000), notice.table === null ? '' : fixedTable(notice.table, { limit: 50_000 })]
    .filter((part) => part !== '')
    .join('\n\n')

/** What a receiver reads. Texts are plain and not escaped for any markup; `description` may hold Markdown. */
export const webhookPayload = (notice: Notice): WebhookPayload => ({
  name: oneLine(notice.name),
  header: {
    notification_format: notice.source.format,
    notification_type: TYPES[notice.kind],
    notification_source: notice.source.chartId !== null ? 'chart' : 'dashboard',
    chart_id: notice.source.chartId,
    dashboard_id: notice.source.dashboardId,
  },
  text: text(notice),
  description: lines(notice.description, 20_000),
  url: webAddress(notice.url),
})

export interface WebhookBody {
  readonly bytes: Uint8Array
  readonly contentType: string
}

const append = (form: FormData, { name, contentType: type, bytes }: Attachment): void =>
  form.append('files', new Blob([new Uint8Array(bytes)], { type: contentType(type) }), fileName(name))

/** JSON; with files multipart/form-data: each member of the payload is a field (`header` as JSON, null as an empty text), each file a `files`. */
export const webhookBody = async (notice: Notice): Promise<WebhookBody> => {
  const payload = webhookPayload(notice)
  const files = [...notice.images, ...notice.attachments]
  if (files.length === 0) return { bytes: Buffer.from(JSON.stringify(payload)), contentType: 'application/json' }
  const form = new FormData()
  for (const [key, value] of Object.entries(payload)) form.append(key, typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
  for (const one of files) append(form, one)
  const request = new Response(form)
  return { bytes: await request.bytes(), contentType: request.headers.get('content-type') ?? '' }
}

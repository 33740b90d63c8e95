import type { Notice, TextTable } from '../port.ts'
import { lines, oneLine, webAddress } from '../text/clean.ts'
import { type Block, type Inline, markdownBlocks } from '../text/markdown.ts'

export const MAX_ROWS = 500
const MAX_COLUMNS = 50

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? '')

const inline = ({ text, bold, href }: Inline): string => {
  if (href !== null) return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`
  return bold ? `<strong>${escapeHtml(text)}</strong>` : escapeHtml(text)
}

const block = ({ kind, lines: content }: Block): string => {
  const html = content.map((line) => line.map(inline).join('')).join('<br>')
  if (kind === 'heading') return `<p style="margin:16px 0 8px;font-weight:bold">${html}</p>`
  return kind === 'item' ? `<p style="margin:4px 0 4px 8px">• ${html}</p>` : `<p style="margin:0 0 12px">${html}</p>`
}

const CELL = 'border:1px solid #8c959f;padding:4px 8px;text-align:left;vertical-align:top'

const row = (tag: 'td' | 'th', cells: readonly string[]): string =>
  `<tr>${cells
    .slice(0, MAX_COLUMNS)
    .map((cell) => `<${tag} style="${CELL}">${escapeHtml(oneLine(cell, 500))}</${tag}>`)
    .join('')}</tr>`

const tableHtml = (table: TextTable): string => {
  const shown = table.rows.slice(0, MAX_ROWS)
  const notes = [
    ...(shown.length < table.rows.length ? [`The first ${MAX_ROWS} of ${table.rows.length} rows.`] : []),
    ...(table.columns.length > MAX_COLUMNS ? [`The first ${MAX_COLUMNS} of ${table.columns.length} columns.`] : []),
  ]
  return [
    '<div style="overflow-x:auto;margin:0 0 16px"><table style="border-collapse:collapse;font-size:14px;overflow-wrap:break-word">',
    `<thead>${row('th', table.columns)}</thead><tbody>`,
    ...shown.map((cells) => row('td', cells)),
    '</tbody></table></div>',
    ...notes.map((note) => `<p style="margin:0 0 16px;font-size:14px">${note}</p>`),
  ].join('\n')
}

const failure = (error: string): string =>
  `<p style="margin:16px 0;padding:12px;border-left:4px solid #cf222e;white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(lines(error, 5000))}</p>`

const picture = (cid: string, name: string): string =>
  `<p style="margin:0 0 16px"><img src="cid:${cid}" alt="${escapeHtml(name)}" style="display:block;max-width:100%;height:auto;border:0"></p>`

const link = (url: string, text: string): string =>
  `<p style="margin:24px 0"><a href="${escapeHtml(url)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#0b5fc4;color:#ffffff;text-decoration:none;font-weight:bold">${escapeHtml(text)}</a></p>`

/** The body of a mail: narrow and wide, light and dark; all texts of the notice are escaped. `cids` name its images in order. */
export const mailHtml = (notice: Notice, cids: readonly string[]): string => {
  const url = webAddress(notice.url)
  const name = oneLine(notice.name)
  return [
    '<!DOCTYPE html>',
    '<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(oneLine(notice.subject))}</title>`,
    '<style>:root{color-scheme:light dark}</style></head>',
    '<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,\'Segoe UI\',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere">',
    '<div style="max-width:960px;margin:0 auto">',
    `<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(name)}</h1>`,
    ...markdownBlocks(notice.description).map(block),
    ...(notice.error === null ? [] : [failure(notice.error)]),
    ...cids.map((cid, i) => picture(cid, `${name}, picture ${i + 1}`)),
    ...(notice.table === null ? [] : [tableHtml(notice.table)]),
    ...(url === null ? [] : [link(url, oneLine(notice.linkText) || url)]),
    '</div></body></html>',
  ].join('\n')
}

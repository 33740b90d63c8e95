import type { Attachment, Notice } from '../port.ts'
import { fileName, lines, oneLine, webAddress } from '../text/clean.ts'
import { fixedTable } from '../text/fixed-table.ts'
import { type Inline, markdownBlocks } from '../text/markdown.ts'

/** Slack's three special characters; without them a text makes no mention, no link, no command. */
export const escapeSlack = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const link = (href: string, label: string): string => `<${escapeSlack(href).replaceAll('|', '%7C')}|${escapeSlack(label)}>`

const inline = ({ text, bold, href }: Inline): string => {
  if (href !== null) return link(href, text)
  return bold ? `*${escapeSlack(text)}*` : escapeSlack(text)
}

const description = (source: string): string =>
  markdownBlocks(source, 3000)
    .map(({ kind, lines: content }) => {
      const text = content.map((line) => line.map(inline).join('')).join('\n')
      if (kind === 'heading') return `*${text}*`
      return kind === 'item' ? `• ${text}` : text
    })
    .join('\n')

const TABLE_LIMIT = 4000
const FENCE = '```'

const table = (notice: Notice): string => {
  if (notice.table === null) return ''
  // A fence inside a cell would end the block.
  const text = fixedTable(notice.table, { limit: TABLE_LIMIT - 2 * FENCE.length - 2, escaped: (line) => escapeSlack(line.replaceAll('`', "'")) })
  return `${FENCE}\n${text}\n${FENCE}`
}

const everyFile = (notice: Notice): readonly Attachment[] => [...notice.images, ...notice.attachments]

const isEmpty = ({ bytes }: Attachment): boolean => bytes.byteLength === 0

/** The message as Slack's mrkdwn; every text of the notice is escaped. */
export const slackText = (notice: Notice): string => {
  const url = webAddress(notice.url)
  return [
    `*${escapeSlack(oneLine(notice.subject))}*`,
    oneLine(notice.name) === oneLine(notice.subject) ? '' : escapeSlack(oneLine(notice.name)),
    description(notice.description),
    notice.error === null ? '' : escapeSlack(lines(notice.error, 2000)),
    table(notice),
    ...everyFile(notice)
      .filter(isEmpty)
      .map(({ name }) => escapeSlack(`${fileName(name)} is empty`)),
    url === null ? '' : link(url, oneLine(notice.linkText) || url),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

export interface SlackFile {
  readonly file: Buffer
  readonly filename: string
  readonly title: string
}

/** What is uploaded. Slack takes no empty file; the text names those. */
export const slackFiles = (notice: Notice): readonly SlackFile[] =>
  everyFile(notice)
    .filter((one) => !isEmpty(one))
    .map(({ name, bytes }) => ({
      file: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      filename: fileName(name),
      title: fileName(name),
    }))

import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { Attachment, Notice, Target } from '../port.ts'
import { contentType, fileName, lines, oneLine, webAddress } from '../text/clean.ts'
import { fixedTable } from '../text/fixed-table.ts'
import { markdownAsText } from '../text/markdown.ts'
import type { Recipients } from './addresses.ts'
import { mailHtml } from './html.ts'

const fingerprint = (notice: Notice, target: Target): string =>
  createHash('sha256')
    .update(JSON.stringify([notice.id, target.target, target.ccTarget, target.bccTarget]))
    .digest('hex')

/** The same for the same notice to the same recipients, so that a mail sent again is recognised. */
export const messageId = (notice: Notice, target: Target): string => `<${fingerprint(notice, target)}@coset>`

const mailText = (notice: Notice): string => {
  const url = webAddress(notice.url)
  return [
    oneLine(notice.name),
    markdownAsText(notice.description),
    notice.error === null ? '' : lines(notice.error, 5000),
    notice.table === null ? '' : fixedTable(notice.table, { limit: 50_000 }),
    url === null ? '' : `${oneLine(notice.linkText)}: ${url}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const file = (one: Attachment): { filename: string; content: Buffer; contentType: string } => ({
  filename: fileName(one.name),
  content: Buffer.from(one.bytes.buffer, one.bytes.byteOffset, one.bytes.byteLength),
  contentType: contentType(one.contentType),
})

// Objects, not texts: nothing of an address is parsed again.
const list = (addresses: readonly string[]): { name: string; address: string }[] => addresses.map((address) => ({ name: '', address }))

/** The mail without its envelope; blind copies are nowhere in it. */
export const mailMessage = (notice: Notice, target: Target, to: Recipients): SendMailOptions => {
  const id = fingerprint(notice, target)
  const cids = notice.images.map((_, i) => `${id.slice(0, 32)}.${i}@coset`)
  return {
    to: list(to.to),
    cc: list(to.cc),
    subject: oneLine(notice.subject),
    messageId: messageId(notice, target),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    text: mailText(notice),
    html: mailHtml(notice, cids),
    attachments: [
      ...notice.images.map((one, i) => ({ ...file(one), cid: cids[i], contentDisposition: 'inline' as const })),
      ...notice.attachments.map((one) => ({ ...file(one), contentDisposition: 'attachment' as const })),
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

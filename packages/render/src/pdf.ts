import { once } from 'node:events'
import { BOLD, REGULAR } from './fonts.ts'

export interface Page {
  readonly svg: string
  /** px of the drawing; a px is ¾ pt on paper. */
  readonly width: number
  readonly height: number
}

const POINT = 0.75
const BOLD_FROM = 600

/** An empty document. The library holds fonts and tables of its own: it is read when the first document is written. */
const emptyDocument = async (title: string): Promise<PDFKit.PDFDocument> => {
  const { default: PdfDocument } = await import('pdfkit')
  return new PdfDocument({ autoFirstPage: false, info: { Title: title, Creator: 'Coset' }, compress: true })
}

/** Drawings as one vector PDF, a page each, text as text. */
export const svgsToPdf = async (pages: readonly Page[], title: string): Promise<Uint8Array> => {
  const document = await emptyDocument(title)
  const chunks: Uint8Array[] = []
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const ended = once(document, 'end')
  const { default: svgToPdf } = await import('svg-to-pdfkit')
  document.registerFont('regular', REGULAR)
  document.registerFont('bold', BOLD)
  for (const { svg, width, height } of pages) {
    document.addPage({ size: [width * POINT, height * POINT], margin: 0 })
    svgToPdf(document, svg, 0, 0, {
      width: width * POINT,
      height: height * POINT,
      preserveAspectRatio: 'xMinYMin meet',
      fontCallback: (_family: string, bold: boolean | number) => ((typeof bold === 'number' ? bold >= BOLD_FROM : bold) ? 'bold' : 'regular'),
      // What a drawing asks for that paper cannot do is left out
      warningCallback: () => undefined,
      imageCallback: () => '',
    })
  }
  document.end()
  await ended
  return Buffer.concat(chunks)
}

/** PNG pictures as one PDF, a page each. Width and height in px of the page. */
export const pngsToPdf = async (
  pages: readonly { readonly png: Uint8Array; readonly width: number; readonly height: number }[],
  title: string,
): Promise<Uint8Array> => {
  const document = await emptyDocument(title)
  const chunks: Uint8Array[] = []
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const ended = once(document, 'end')
  for (const { png, width, height } of pages) {
    document.addPage({ size: [width * POINT, height * POINT], margin: 0 })
    document.image(Buffer.from(png.buffer, png.byteOffset, png.byteLength), 0, 0, { width: width * POINT, height: height * POINT })
  }
  document.end()
  await ended
  return Buffer.concat(chunks)
}

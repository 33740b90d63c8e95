import { type ChartTheme, svgPicture, svgText } from '@coset/chart-kit'
import { nest } from '../nest.ts'
import type { Page } from '../pdf.ts'
import { arrange, type Box, type Placed } from './layout.ts'
import { textLines } from './text.ts'

/** A drawing of one chart, of the size that was asked for. */
export interface ChartPicture {
  readonly name: string
  readonly svg: string
}

export interface DashboardInput {
  readonly title: string
  /** Under the title: when it was drawn, which filters hold. */
  readonly note: string
  readonly layout: Readonly<Record<string, unknown>>
  readonly width: number
  readonly theme: ChartTheme
  /** The ground behind the cards. */
  readonly page: string
  /** Ids of open tabs. */
  readonly open: readonly string[]
  /** The item to draw; the whole dashboard unless told. */
  readonly from?: string
  /** Never rejects: a chart that cannot be drawn is a drawing that says why. */
  readonly chart: (chartId: number, width: number, height: number) => Promise<ChartPicture>
}

const MARGIN = 24
const HEAD = 64
const CARD_HEAD = 40
const CARD_PAD = 12
const AT_ONCE = 4

const card = (box: Box, theme: ChartTheme): string =>
  `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="8" fill="${theme.background}" stroke="${theme.line}"/>`

const tabRow = (item: Extract<Placed, { kind: 'tabs' }>, theme: ChartTheme): string => {
  let x = item.x
  const labels = item.labels.map((label, i) => {
    const width = label.length * 8 + 28
    const chosen = i === item.open
    const text = svgText({ x: x + 14, y: item.y + 27, text: label, size: 14, color: chosen ? theme.text : theme.mutedText, weight: chosen ? 600 : 400 })
    const line = chosen ? `<rect x="${x}" y="${item.y + item.height - 3}" width="${width}" height="3" fill="${theme.accent}"/>` : ''
    x += width
    return text + line
  })
  return `${labels.join('')}<rect x="${item.x}" y="${item.y + item.height}" width="${item.width}" height="1" fill="${theme.line}"/>`
}

const words = (item: Extract<Placed, { kind: 'text' }>, theme: ChartTheme): string => {
  const lines = textLines(item.text, item.width - 2 * CARD_PAD, Math.max(1, Math.floor((item.height - 2 * CARD_PAD) / 20)))
  let y = item.y + CARD_PAD
  return lines
    .map(({ text, size, bold }) => {
      y += size * 1.5
      return svgText({ x: item.x + CARD_PAD, y, text, size, color: theme.text, weight: bold ? 600 : 400 })
    })
    .join('')
}

const chartCard = async (item: Extract<Placed, { kind: 'chart' }>, input: DashboardInput, place: number): Promise<string> => {
  const { theme } = input
  const inner = {
    x: item.x + CARD_PAD,
    y: item.y + CARD_HEAD,
    width: Math.max(1, item.width - 2 * CARD_PAD),
    height: Math.max(1, item.height - CARD_HEAD - CARD_PAD),
  }
  const picture = await input.chart(item.chartId, inner.width, inner.height)
  const most = Math.max(4, Math.floor((item.width - 32) / 8))
  const name = item.name ?? picture.name
  const shown = name.length > most ? `${name.slice(0, most - 1)}…` : name
  return `${card(item, theme)}${svgText({ x: item.x + 16, y: item.y + 26, text: shown, size: 14, color: theme.text, weight: 600 })}${nest(picture.svg, `c${place}`, inner)}`
}

const draw = async (item: Placed, input: DashboardInput, place: number): Promise<string> => {
  const { theme } = input
  switch (item.kind) {
    case 'chart':
      return chartCard(item, input, place)
    case 'text':
      return words(item, theme)
    case 'heading':
      return svgText({ x: item.x, y: item.y + item.size * 1.4, text: item.text, size: item.size, color: theme.text, weight: 600 })
    case 'tabs':
      return tabRow(item, theme)
    case 'line':
      return `<rect x="${item.x}" y="${item.y}" width="${item.width}" height="1" fill="${theme.line}"/>`
  }
}

const inPortions = async (items: readonly Placed[], work: (item: Placed, place: number) => Promise<string>): Promise<readonly string[]> => {
  const parts: string[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) parts.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map((item, i) => work(item, at + i)))))
  return parts
}

/** A dashboard from its positions, as one drawing. */
export const drawDashboard = async (input: DashboardInput): Promise<Page> => {
  const { theme, width } = input
  const arranged = arrange(input.layout, width - 2 * MARGIN, input.open, input.from)
  const placed = arranged.placed.map((item) => ({ ...item, x: item.x + MARGIN, y: item.y + MARGIN + HEAD }))
  const parts = await inPortions(placed, (item, place) => draw(item, input, place))
  const height = Math.ceil(arranged.height + HEAD + 2 * MARGIN)
  const ground = `<rect width="${width}" height="${height}" fill="${input.page}"/>`
  const title = svgText({ x: MARGIN, y: MARGIN + 24, text: input.title, size: 24, color: theme.text, weight: 600 })
  const note = svgText({ x: MARGIN, y: MARGIN + 48, text: input.note, size: 12, color: theme.mutedText })
  return { svg: svgPicture(width, height, theme.fontFamily, ground + title + note + parts.join('')), width, height }
}

/** A drawing on the ground of its theme. */
export const onGround = ({ svg, width, height }: Page, { background, fontFamily }: ChartTheme): Page => {
  const ground = `<rect width="${width}" height="${height}" fill="${background}"/>`
  return { svg: svgPicture(width, height, fontFamily, ground + nest(svg, 'c', { x: 0, y: 0, width, height })), width, height }
}

import { onGround, type Page, pngsToPdf } from '@coset/render'
import type { ChartRow } from '../chart/index.ts'
import type { PictureShot } from '../context.ts'
import type { DashboardRow } from '../dashboard/index.ts'
import { readObject } from '../json-text.ts'
import { alone, chartSvg, type Looking } from './chart.ts'
import { type DashboardState, dashboardPage, dashboardParameters } from './dashboard.ts'
import { asPdf, asPng } from './files.ts'
import { lookFor } from './look.ts'

/** A chart or dashboard to be drawn, sizes in px. */
export type Subject =
  | { readonly kind: 'chart'; readonly row: ChartRow; readonly width: number; readonly height: number }
  /** `height`: only so much of its top; null: all of it. */
  | { readonly kind: 'dashboard'; readonly row: DashboardRow; readonly state: DashboardState; readonly width: number; readonly height: number | null }

const FINEST = 2

const hasWords = (row: DashboardRow): boolean =>
  Object.values(readObject(row.position_json)).some((item) => {
    const { type, meta } = (typeof item === 'object' && item !== null ? item : {}) as { type?: unknown; meta?: { code?: unknown } }
    return type === 'MARKDOWN' && typeof meta?.code === 'string' && meta.code.trim() !== ''
  })

/** Text with markup, styles and themes: of these a drawing has plain words, and nothing. */
const needsPage = (subject: Subject): boolean =>
  subject.kind === 'dashboard' && ((subject.row.css ?? '').trim() !== '' || subject.row.theme_id !== null || hasWords(subject.row))

const drawn = async (looking: Looking, subject: Subject, undrawn: () => void): Promise<Page> => {
  const { width } = subject
  if (subject.kind === 'dashboard') {
    const page = await dashboardPage(looking, subject.row, subject.state, width, undrawn)
    return subject.height === null ? page : { ...page, height: Math.min(page.height, subject.height) }
  }
  const { height } = subject
  const { theme } = await lookFor(looking.ctx, null)
  return onGround({ svg: await chartSvg(looking, subject.row, { ...alone(), theme, undrawn }, width, height), width, height }, theme)
}

const photographed = ({ ctx, actor, signal, force }: Looking, subject: Subject, as: Pick<PictureShot, 'kind' | 'scale'>): Promise<Uint8Array | null> => {
  const { kind, row, width, height } = subject
  const parameters = {
    ...(subject.kind === 'dashboard' ? dashboardParameters(subject.row, subject.state, ctx.clock.now()) : {}),
    ...(force ? { force: 'true' } : {}),
  }
  const size = kind === 'chart' ? { width, height } : { width, height: null, ...(height === null ? {} : { mostHeight: height }) }
  return ctx.pictures.shoot({ object: { kind, id: row.id }, userId: actor.id, parameters, ...size, ...as }, signal)
}

/** What the browser gives where it is to draw, else what the server draws. */
const byEither = async <T>(looking: Looking, subject: Subject, browser: () => Promise<T | null>, server: (page: Page) => Promise<T>): Promise<T> => {
  const by = looking.ctx.settings.picturesBy
  const first = by === 'browser' || (by === 'auto' && needsPage(subject))
  const early = first ? await browser() : null
  if (early !== null) return early
  let lacking = false
  const page = await drawn(looking, subject, () => {
    lacking = true
  })
  const late = lacking && by === 'auto' && !first ? await browser() : null
  return late ?? server(page)
}

/** A subject as PNG, twice as fine as the page unless told. */
export const pngOf = (looking: Looking, subject: Subject, scale = FINEST): Promise<Uint8Array> =>
  byEither(
    looking,
    subject,
    () => photographed(looking, subject, { kind: 'png', scale }),
    (page) => asPng(page, scale),
  )

/** px of a PNG, from its header. */
const pngSize = (png: Uint8Array): readonly [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  return [view.getUint32(16), view.getUint32(20)]
}

/** Subjects as one PDF, a page each: one of a browser as it prints, more of them as pictures. */
export const pdfOf = async (looking: Looking, subjects: readonly Subject[], title: string): Promise<Uint8Array> => {
  const [only] = subjects
  if (only !== undefined && subjects.length === 1)
    return byEither(
      looking,
      only,
      () => photographed(looking, only, { kind: 'pdf', scale: 1 }),
      (page) => asPdf([page], title),
    )
  const pages: (Page | { readonly png: Uint8Array; readonly width: number; readonly height: number })[] = []
  for (const subject of subjects) {
    const browser = async () => {
      const png = await photographed(looking, subject, { kind: 'png', scale: FINEST })
      if (png === null) return null
      const [width, height] = pngSize(png)
      return { png, width: subject.width, height: (height * subject.width) / width }
    }
    pages.push(await byEither<(typeof pages)[number]>(looking, subject, browser, async (page) => page))
  }
  const svgs = pages.flatMap((page) => ('svg' in page ? [page] : []))
  if (svgs.length === pages.length) return asPdf(svgs, title)
  const pictures = await Promise.all(pages.map(async (page) => ('png' in page ? page : { png: await asPng(page), width: page.width, height: page.height })))
  return pngsToPdf(pictures, title)
}

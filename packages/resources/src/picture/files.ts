import { LIGHT_THEME } from '@coset/chart-kit'
import { type Page, svgsToPdf, svgToPng } from '@coset/render'

/** A drawing as PNG, twice as fine as the page unless told. */
export const asPng = (page: Page, scale = 2): Promise<Uint8Array> => svgToPng(page.svg, page, { scale, background: LIGHT_THEME.background })

/** Drawings as one PDF. */
export const asPdf = (pages: readonly Page[], title: string): Promise<Uint8Array> => svgsToPdf(pages, title)

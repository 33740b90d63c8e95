import { BOLD, FAMILY, REGULAR } from './fonts.ts'

export interface PngOptions {
  /** Device pixels per px of the drawing. */
  readonly scale: number
  readonly background: string
}

const MOST_PIXELS = 80_000_000

/** An SVG document of `width` × `height` px as PNG, drawn off the event loop; very large ones at a smaller scale. */
export const svgToPng = async (svg: string, size: { readonly width: number; readonly height: number }, options: PngOptions): Promise<Uint8Array> => {
  const scale = Math.min(options.scale, Math.sqrt(MOST_PIXELS / (size.width * size.height)))
  const { renderAsync } = await import('@resvg/resvg-js')
  const picture = await renderAsync(svg, {
    background: options.background,
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles: [REGULAR, BOLD], defaultFontFamily: FAMILY, sansSerifFamily: FAMILY, loadSystemFonts: true },
    logLevel: 'off',
  })
  return picture.asPng()
}

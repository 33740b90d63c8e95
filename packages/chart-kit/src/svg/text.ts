/** Text as SVG or XML content or attribute; characters that XML forbids are dropped. */
export function escapeXml(value: string): string {
  return value
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}

export interface SvgText {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly size: number
  readonly color: string
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly weight?: number
  /** Degrees, clockwise around the text's own point. */
  readonly rotate?: number
}

/** One line of text. Coordinates and sizes in px. */
export function svgText({ x, y, text, size, color, anchor = 'start', weight = 400, rotate = 0 }: SvgText): string {
  const turn = rotate === 0 ? '' : ` transform="rotate(${rotate} ${x} ${y})"`
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${escapeXml(color)}" text-anchor="${anchor}"${turn}>${escapeXml(text)}</text>`
}

/** A whole picture around `content`. */
export function svgPicture(width: number, height: number, fontFamily: string, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(fontFamily)}">${content}</svg>`
}

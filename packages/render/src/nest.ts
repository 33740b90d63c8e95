/** One drawing inside another at a place; ids are made unlike those of its neighbours. `prefix` is letters and digits. */
export const nest = (svg: string, prefix: string, box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): string => {
  const named = svg
    .replace(/(\sid=")([^"]+)"/g, `$1${prefix}-$2"`)
    .replace(/url\((['"]?)#([^)'"]+)\1\)/g, `url(#${prefix}-$2)`)
    .replace(/((?:xlink:)?href=")#([^"]+)"/g, `$1#${prefix}-$2"`)
    .replace(/<\?xml[^>]*\?>/g, '')
  const open = /<svg\b[^>]*>/.exec(named)
  if (open === null) return ''
  const attributes = open[0].slice(4, -1).replace(/\s(?:x|y|width|height)="[^"]*"/g, '')
  const viewBox = /viewBox=/.test(attributes) ? '' : ` viewBox="0 0 ${box.width} ${box.height}"`
  return `<svg x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"${attributes}${viewBox}>${named.slice(open.index + open[0].length)}`
}

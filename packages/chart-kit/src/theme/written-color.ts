const FUNCTION = /^(rgb|hsl)a?\(\s*([\d.+-]+)(?:deg)?[\s,]+([\d.+-]+%?)[\s,]+([\d.+-]+%?)\s*(?:[,/]\s*[\d.+%-]+\s*)?\)$/i

/** A hex, named, `rgb()` or `hsl()` colour of CSS as `#rrggbb`, without a browser; null for others. What shines through is left out. */
export const writtenColor = async (): Promise<(color: string) => string | null> => {
  const { color: colors } = await import('echarts/core')
  return (color) => {
    const [, name, ...parts] = FUNCTION.exec(color) ?? []
    if (name === undefined && color.includes('(')) return null
    const rgb = colors.parse(name === undefined ? color : `${name.toLowerCase()}(${parts.join(',')})`)
    if (rgb === undefined || rgb.length < 3 || !rgb.every(Number.isFinite)) return null
    return `#${rgb
      .slice(0, 3)
      .map((value) => Math.round(value).toString(16).padStart(2, '0'))
      .join('')}`
  }
}

type Rgb = readonly [number, number, number]

/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `rgb()` and `rgba()` → channels 0–255; other CSS colours are grey. */
export function channels(color: string): Rgb {
  const hex = /^#([0-9a-f]{3,8})$/i.exec(color)?.[1]
  if (hex !== undefined) {
    const wide = hex.length < 6 ? [...hex].map((digit) => digit + digit).join('') : hex
    return [0, 2, 4].map((at) => Number.parseInt(wide.slice(at, at + 2), 16)) as unknown as Rgb
  }
  const parts = color.match(/\d+(\.\d+)?/g)?.map(Number) ?? []
  return parts.length >= 3 ? [parts[0] ?? 128, parts[1] ?? 128, parts[2] ?? 128] : [128, 128, 128]
}

/** From `a` (0) to `b` (1), as hex. */
export function mix(a: string, b: string, share: number): string {
  const from = channels(a)
  const to = channels(b)
  const at = Math.min(1, Math.max(0, share))
  return `#${from
    .map((value, index) =>
      Math.round(value + ((to[index] ?? 0) - value) * at)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** The same colour, see-through: `alpha` 0–1. */
export function fade(color: string, alpha: number): string {
  return `rgba(${channels(color).join(',')},${alpha})`
}

/** The colour of a share 0–1 along stops. */
export function along(stops: readonly string[], share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const index = Math.min(Math.floor(at), Math.max(0, stops.length - 2))
  return mix(stops[index] ?? '#888888', stops[index + 1] ?? stops[index] ?? '#888888', at - index)
}

function luminance(color: string): number {
  const [r, g, b] = channels(color).map((value) => {
    const part = value / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

/** WCAG contrast of two colours, 1–21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

/** Dark or light text, whichever is easier to read on the colour. */
export function textOn(background: string): string {
  return contrast('#ffffff', background) >= contrast('#1a1d24', background) ? '#ffffff' : '#1a1d24'
}

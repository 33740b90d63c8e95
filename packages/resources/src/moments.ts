/** Moments as the field's clients read them. Input is epoch milliseconds. */

/** `2026-11-23T00:24:55.572000+0000` */
export const utcText = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}000+0000`

/** `2026-11-23T00:24:55.572000`, zone-less. */
export const isoText = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}000`

/** As {@link isoText}, whole seconds without a fraction: `2024-01-01T00:00:00`. */
export const shortIsoText = (ms: number): string => isoText(ms).replace(/\.0+$/, '')

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** `5 hours ago`, `a day ago`, `now`. */
export const deltaText = (ms: number, now: number): string => {
  const seconds = Math.max(0, Math.floor((now - ms) / 1000))
  for (const [unit, size] of UNITS) {
    const count = Math.floor(seconds / size)
    if (count > 1) return `${count} ${unit}s ago`
    if (count === 1) return `${unit === 'hour' ? 'an' : 'a'} ${unit} ago`
  }
  return 'now'
}

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'] as const
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'] as const

/** Bytes → `1.23MB` or `1.18MiB`, at most two decimals; `perSecond` adds `/s`. */
export function formatMemory(value: number, { binary = false, perSecond = false }: { readonly binary?: boolean; readonly perSecond?: boolean } = {}): string {
  const base = binary ? 1024 : 1000
  const units = binary ? BINARY : DECIMAL
  const size = Math.abs(value)
  let power = 0
  while (power < units.length - 1 && size / base ** power >= base) power += 1
  const amount = Number((size / base ** power).toFixed(2))
  return `${value < 0 && amount !== 0 ? '-' : ''}${amount}${units[power] ?? 'B'}${perSecond ? '/s' : ''}`
}

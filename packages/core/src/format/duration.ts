const DAY_MS = 86_400_000

interface Parts {
  readonly years: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  /** Whole seconds below one minute. */
  readonly seconds: number
  readonly milliseconds: number
  readonly microseconds: number
  readonly nanoseconds: number
}

function split(ms: number): Parts {
  const allDays = Math.floor(ms / DAY_MS)
  return {
    years: Math.floor(allDays / 365),
    days: allDays % 365,
    hours: Math.floor(ms / 3_600_000) % 24,
    minutes: Math.floor(ms / 60_000) % 60,
    seconds: Math.floor(ms / 1000) % 60,
    milliseconds: Math.floor(ms) % 1000,
    microseconds: Math.floor(ms * 1000) % 1000,
    nanoseconds: Math.floor(ms * 1_000_000) % 1000,
  }
}

/** Seconds below one minute with at most one decimal, cut rather than rounded so that 59.99 never reads 60. */
function secondsText(ms: number): string {
  return (Math.floor(((ms / 1000) % 60) * 10 + 1e-7) / 10).toString()
}

function signed(value: number, text: string): string {
  return value < 0 ? `-${text}` : text
}

function bigParts({ years, days, hours, minutes }: Parts): string[] {
  const parts: readonly (readonly [number, string])[] = [
    [years, 'y'],
    [days, 'd'],
    [hours, 'h'],
    [minutes, 'm'],
  ]
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`)
}

/** Milliseconds → `20m 34.5s`. */
export function formatDuration(value: number): string {
  const ms = Math.abs(value)
  if (ms < 1000) return signed(value, `${ms < 1 ? Math.ceil(ms) : Math.round(ms)}ms`)
  const parts = bigParts(split(ms))
  const seconds = secondsText(ms)
  if (seconds !== '0') parts.push(`${seconds}s`)
  return signed(value, parts.join(' '))
}

/** Milliseconds → `20m 34s 567ms 10µs`, down to nanoseconds. */
export function formatDurationFine(value: number): string {
  const ms = Math.abs(value)
  const all = split(ms)
  const small: readonly (readonly [number, string])[] = [
    [all.seconds, 's'],
    [all.milliseconds, 'ms'],
    [all.microseconds, 'µs'],
    [all.nanoseconds, 'ns'],
  ]
  const parts = [...bigParts(all), ...small.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`)]
  return parts.length === 0 ? '0ms' : signed(value, parts.join(' '))
}

/** Milliseconds → `17:08:40:00`: days, hours, minutes, seconds; at least minutes and seconds. */
export function formatDurationColons(value: number): string {
  const ms = Math.abs(value)
  const { years, days, hours, minutes } = split(ms)
  const [whole = '0', fraction] = secondsText(ms).split('.')
  const big = [years, days, hours, minutes]
  const first = Math.min(big.findIndex((count) => count > 0) === -1 ? 3 : big.findIndex((count) => count > 0), 3)
  const shown = big.slice(first).map((count, index) => (index === 0 ? String(count) : String(count).padStart(2, '0')))
  const text = [...shown, whole.padStart(2, '0')].join(':')
  return signed(value, fraction === undefined ? text : `${text}.${fraction}`)
}

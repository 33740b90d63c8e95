const DURATION = /^P(T?)(\d+(?:\.\d+)?)([YMWDHS])$/
const FIXED_MS: Readonly<Record<string, number>> = { W: 604_800_000, D: 86_400_000, 'T H': 3_600_000, 'T M': 60_000, 'T S': 1000 }
const MONTHS: Readonly<Record<string, number>> = { Y: 12, M: 1 }

/** The moments that a grain cuts to `at`, as `[from, before]` in epoch ms; undefined for grains that are not known. */
export const spanOf = (at: number, grain: string): readonly [number, number] | undefined => {
  const parts = grain.split('/')
  // A week is written with the moment that it is anchored at, before or after
  const endsHere = parts.length === 2 && parts[0]?.startsWith('P') === true
  const match = DURATION.exec(parts.find((part) => part.startsWith('P')) ?? '')
  if (!match) return undefined
  const [, time = '', amount = '', unit = ''] = match
  const fixed = FIXED_MS[time === '' ? unit : `T ${unit}`]
  if (fixed !== undefined) {
    const length = fixed * Number(amount)
    return endsHere ? [at - length + 86_400_000, at + 86_400_000] : [at, at + length]
  }
  const months = (MONTHS[unit] ?? 0) * Number(amount)
  if (time !== '' || months === 0) return undefined
  const end = new Date(at)
  end.setUTCMonth(end.getUTCMonth() + months)
  return [at, end.getTime()]
}

/** The same as the text of a range. */
export const rangeText = ([from, before]: readonly [number, number]): string =>
  [from, before].map((moment) => new Date(moment).toISOString().replace(/\.\d+Z$|Z$/, '')).join(' : ')

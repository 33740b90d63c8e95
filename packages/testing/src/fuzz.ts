/** Numbers from 0 below 1 that follow from the seed (mulberry32). */
export type Random = () => number

export const seededRandom = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const whole = (random: Random, below: number): number => Math.floor(random() * below)

/** One of them. Throws when there is none. */
export const pick = <T>(random: Random, items: readonly T[]): T => {
  const item = items[whole(random, items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Characters that readers stumble over: ends of texts and lines, halves of pairs, other writing directions, look-alikes. */
export const ODD_TEXTS: readonly string[] = [
  ...['', ' ', '\t', '\n', '\r\n', '\0', '\u00a0', '\u200b', '\u202e', '\ufeff', '\ud800', '\udc00', '😀', 'ı', 'ﬀ', '０', '＇', '−', '\u2028'],
  ...["'", '"', '`', '\\', '(', ')', '[', ']', '{', '}', '!', ':', ',', ';', '%', '&', '*', '--', '/*', '*/', '#', '$$', '${', '{{', '}}'],
  ...['null', 'true', 'NaN', 'Infinity', '-0', '1e999', '9007199254740993', '-1', '0x10', '__proto__', 'constructor', 'toString'],
]

/** A text near a good one: pieces lost, doubled, exchanged with another seed's, strewn with odd characters. */
export const mutateText = (random: Random, seeds: readonly string[], pieces: readonly string[] = []): string => {
  let text = pick(random, seeds)
  for (let edits = 1 + whole(random, 4); edits > 0; edits--) {
    const at = whole(random, text.length + 1)
    const kind = random()
    if (kind < 0.25) text = text.slice(0, at) + text.slice(at + 1 + whole(random, 6))
    else if (kind < 0.5) text = text.slice(0, at) + pick(random, pieces.length === 0 ? ODD_TEXTS : pieces) + text.slice(at)
    else if (kind < 0.65) text = text.slice(0, at) + pick(random, ODD_TEXTS) + text.slice(at)
    else if (kind < 0.8) text = text.slice(0, at) + pick(random, seeds).slice(whole(random, 20)) + text.slice(at)
    else if (kind < 0.9) text = text.slice(0, at) + text.slice(Math.max(0, at - 1 - whole(random, 12)))
    else if (kind < 0.97) text = text.slice(0, at) + String.fromCharCode(whole(random, 0x2100)) + text.slice(at + 1)
    else text = text.slice(0, at) + pick(random, pieces.length === 0 ? ODD_TEXTS : pieces).repeat(1 + whole(random, 300)) + text.slice(at)
    if (text.length > 20_000) text = text.slice(0, 20_000)
  }
  return text
}

const WORD = /\s+|\w+|[^\s\w]/g

/** A text near a good one, word by word: more of them are still understood. */
export const mutateWords = (random: Random, seeds: readonly string[], words: readonly string[]): string => {
  let parts: readonly string[] = pick(random, seeds).match(WORD) ?? []
  for (let edits = 1 + whole(random, 2); edits > 0; edits--) {
    const at = whole(random, parts.length + 1)
    const other = pick(random, seeds).match(WORD) ?? []
    const kind = random()
    if (kind < 0.3) parts = [...parts.slice(0, at), pick(random, words), ...parts.slice(at + 1)]
    else if (kind < 0.5) parts = [...parts.slice(0, at), ' ', pick(random, words), ' ', ...parts.slice(at)]
    else if (kind < 0.65) parts = [...parts.slice(0, at), ...parts.slice(at + 1 + whole(random, 3))]
    else if (kind < 0.85) parts = [...parts.slice(0, at), '(', ...other, ')', ...parts.slice(at + 1)]
    else parts = [...parts.slice(0, at), ...other.slice(whole(random, other.length + 1))]
  }
  return parts.join('').slice(0, 20_000)
}

/** Bytes near good ones. */
export const mutateBytes = (random: Random, seeds: readonly Uint8Array[]): Uint8Array => {
  let bytes = Uint8Array.from(pick(random, seeds))
  for (let edits = 1 + whole(random, 6); edits > 0; edits--) {
    const at = whole(random, bytes.length)
    const kind = random()
    if (kind < 0.5) bytes[at] = whole(random, 256)
    else if (kind < 0.7) bytes.fill(pick(random, [0, 0xff, 0x7f, 0x80]), at, at + 1 + whole(random, 8))
    else if (kind < 0.8) bytes = bytes.slice(0, at)
    else if (kind < 0.9) bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - whole(random, 60)))])
    else bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + whole(random, 40))])
  }
  return bytes
}

/** Any JSON value, of the names given and others. */
export const randomJson = (random: Random, names: readonly string[], depth = 3): unknown => {
  const kind = whole(random, depth <= 0 ? 6 : 8)
  if (kind === 0) return null
  if (kind === 1) return random() < 0.5
  if (kind === 2) return pick(random, [0, -1, 1, 1.5, 1e21, -1e308, 2 ** 31, 2 ** 53, 4294967296, 99999])
  if (kind <= 4) return pick(random, ODD_TEXTS)
  if (kind === 5) return pick(random, names)
  if (kind === 6) return Array.from({ length: whole(random, 4) }, () => randomJson(random, names, depth - 1))
  return Object.fromEntries(
    Array.from({ length: whole(random, 5) }, () => [random() < 0.8 ? pick(random, names) : pick(random, ODD_TEXTS), randomJson(random, names, depth - 1)]),
  )
}

/** A JSON value near a good one: some member lost, of another kind, or beside one that nobody knows. */
export const mutateJson = (random: Random, value: unknown, names: readonly string[], chance = 0.25): unknown => {
  if (random() < chance * 0.4) return randomJson(random, names)
  if (Array.isArray(value)) {
    const items = value.filter(() => random() > chance * 0.2).map((item: unknown) => mutateJson(random, item, names, chance))
    return random() < chance * 0.3 ? [...items, randomJson(random, names)] : items
  }
  if (typeof value === 'string') return random() < chance ? mutateText(random, [value]) : value
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .filter(() => random() > chance * 0.2)
    .map(([name, member]): [string, unknown] => [name, mutateJson(random, member, names, chance)])
  return Object.fromEntries(random() < chance * 0.4 ? [...members, [pick(random, names), randomJson(random, names)]] : members)
}

export interface FuzzRun {
  /** What stands in the title of the test and in a failure. */
  readonly seed: number
  readonly inputs: number
  readonly random: Random
  /** Milliseconds for the test; many inputs by hand take their time. */
  readonly timeout: number
}

const fromEnvironment = (name: string): number | null => {
  const text = process.env[name]
  if (text === undefined || text === '') return null
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number, not ${JSON.stringify(text)}`)
  return Number(text)
}

/** Seed and number of inputs: those of the test, unless `COSET_FUZZ_SEED` and `COSET_FUZZ_INPUTS` say otherwise. */
export const fuzzRun = (inputs: number, seed = 20_261_126): FuzzRun => {
  const chosen = fromEnvironment('COSET_FUZZ_SEED') ?? seed
  const count = fromEnvironment('COSET_FUZZ_INPUTS') ?? inputs
  return { seed: chosen, inputs: count, random: seededRandom(chosen), timeout: 120_000 + count * 50 }
}

export interface Fuzzing<T> {
  readonly next: (random: Random) => T
  /** Throws when the input shows a fault; what it gives is counted as `true`: the input was understood. */
  readonly check: (input: T) => boolean | Promise<boolean>
  readonly show?: (input: T) => string
  /** Longest time of one input. */
  readonly mostMs?: number
}

/** Tries every input; throws with seed, number and input at the first fault. Gives how many were understood. */
export const fuzz = async <T>({ seed, inputs, random }: FuzzRun, { next, check, show = JSON.stringify, mostMs = 5000 }: Fuzzing<T>): Promise<number> => {
  let understood = 0
  for (let round = 0; round < inputs; round++) {
    const input = next(random)
    const from = performance.now()
    const fault = (what: string, cause?: unknown): Error =>
      new Error(`COSET_FUZZ_SEED=${seed}, input ${round}: ${what}\n${show(input).slice(0, 4000)}`, { cause })
    try {
      if (await check(input)) understood++
    } catch (error) {
      throw fault(error instanceof Error ? error.message : String(error), error)
    }
    const took = performance.now() - from
    if (took > mostMs) throw fault(`took ${Math.round(took)} ms`)
  }
  return understood
}

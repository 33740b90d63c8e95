import { contrast, mix } from '../colors/mix.ts'
import type { ChartTheme } from '../definition.ts'
import { DARK_THEME, LIGHT_THEME } from '../themes.ts'

/** Tokens of the field: names and whatever somebody wrote as their values. */
export type Tokens = Readonly<Record<string, unknown>>
/** Variables of the page and their values, all of them checked. */
export type Variables = ReadonlyMap<string, string>

/** What a theme says, as far as it is read here. */
export interface Theme {
  readonly tokens: Tokens
  readonly isDark: boolean
}

export const NO_THEME: Theme = { tokens: {}, isDark: false }

const record = (value: unknown): Tokens => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tokens) : {})

/** `{token, algorithm}`; strange parts are left out. */
export const readTheme = (config: unknown): Theme => {
  const all = record(config)
  return { tokens: record(all['token']), isDark: [all['algorithm']].flat().includes('dark') }
}

/** A theme as text of JSON; `problem` says why it is not one. */
export const parseTheme = (text: string): { readonly theme: Theme; readonly problem: string | null } => {
  try {
    const config: unknown = JSON.parse(text)
    const isObject = typeof config === 'object' && config !== null && !Array.isArray(config)
    return { theme: readTheme(config), problem: isObject ? null : 'not an object' }
  } catch (error) {
    if (error instanceof SyntaxError) return { theme: NO_THEME, problem: error.message }
    throw error
  }
}

type Kind = 'color' | 'font' | 'length'

interface Meaning {
  readonly kind: Kind
  readonly variables: readonly string[]
}

const color = (...variables: readonly string[]): Meaning => ({ kind: 'color', variables })

/** The accent's shades under both of their names: as the first colour, and as what it is called. */
const ofAccent = (...shades: readonly string[]): readonly string[] =>
  shades.flatMap((shade) => [`--mantine-primary-color-${shade}`, `--mantine-color-indigo-${shade}`])

/** Tokens that count here, and the variables that they set; later ones win. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  colorPrimary: color('--coset-accent', ...ofAccent('filled', 'filled-hover', 'outline')),
  colorPrimaryHover: color(...ofAccent('filled-hover')),
  colorLink: color('--coset-link'),
  colorError: color('--coset-negative'),
  colorSuccess: color('--coset-positive'),
  colorWarning: color('--coset-warning'),
  colorTextBase: color('--coset-text'),
  colorText: color('--coset-text'),
  colorTextSecondary: color('--coset-muted'),
  colorBorder: color('--coset-line'),
  colorBgBase: color('--coset-page', '--coset-surface', '--coset-raised'),
  colorBgLayout: color('--coset-page'),
  colorBgContainer: color('--coset-surface'),
  colorBgElevated: color('--coset-raised'),
  fontFamily: { kind: 'font', variables: ['--coset-font'] },
  fontFamilyCode: { kind: 'font', variables: ['--coset-mono'] },
  borderRadius: { kind: 'length', variables: ['--coset-radius', '--coset-radius-card', '--mantine-radius-default'] },
}

/** The most that a corner is rounded, in pixels. */
const MOST_RADIUS = 40
const LONGEST = 200
const WRITTEN_COLOR = /^(?:#[0-9a-f]{3,8}|[a-z]+|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d\s.,%/+-]+(?:deg\s*[\d\s.,%/+-]*)?\))$/i
/** Words that CSS takes for any property: they say what another rule means, not a colour. */
const NO_COLORS = ['inherit', 'initial', 'unset', 'revert', 'currentcolor']
const FONT_LIST = /^(?:"[\w -]+"|'[\w -]+'|[a-z][\w -]*)(?:\s*,\s*(?:"[\w -]+"|'[\w -]+'|[a-z_-][\w -]*))*$/i

/** Asks the browser; without one whoever draws leaves out what it cannot read. */
const isColor = (written: string): boolean => typeof CSS === 'undefined' || CSS.supports('color', written)

const colorValue = (value: unknown): string | null => {
  if (typeof value !== 'string' || value.length > LONGEST) return null
  const bare = value.trim()
  const written = /^[0-9a-f]{3,8}$/i.test(bare) ? `#${bare}` : bare
  return WRITTEN_COLOR.test(written) && !NO_COLORS.includes(written.toLowerCase()) && isColor(written) ? written : null
}

const fontValue = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= LONGEST && FONT_LIST.test(value.trim()) ? value.trim() : null

const lengthValue = (value: unknown): string | null => (typeof value === 'number' && value >= 0 && value <= MOST_RADIUS ? `${value}px` : null)

const VALUES: Readonly<Record<Kind, (value: unknown) => string | null>> = { color: colorValue, font: fontValue, length: lengthValue }

const saidBy = (tokens: Tokens): Map<string, string> => {
  const found = new Map<string, string>()
  for (const [token, { kind, variables }] of Object.entries(MEANINGS)) {
    const value = Object.hasOwn(tokens, token) ? VALUES[kind](tokens[token]) : null
    if (value !== null) for (const name of variables) found.set(name, value)
  }
  return found
}

/** Adds what follows from the first colour. */
const withSoft = (found: Map<string, string>): Variables => {
  const accent = found.get('--coset-accent')
  if (accent === undefined) return found
  const soft = `color-mix(in srgb, ${accent} 14%, transparent)`
  // Letters on the soft ground lean towards those of the page, or many a colour would be too faint there
  const letters = `color-mix(in srgb, ${accent} 75%, var(--coset-text))`
  for (const name of ['--coset-accent-soft', ...ofAccent('light', 'light-hover', 'outline-hover')]) found.set(name, soft)
  for (const name of ofAccent('light-color', 'text')) found.set(name, letters)
  return found
}

/** The variables that tokens set: colours, names of fonts and lengths, and nothing that fetches or ends a rule. */
export const variablesOf = (tokens: Tokens): Variables => withSoft(saidBy(tokens))

const ofScheme = (token: string): boolean => /^color(?:Bg|Text|Border)/.test(token)

/** The tokens for light or dark pages: a theme for the other keeps its own grounds and letters to itself. */
export const tokensFor = ({ tokens, isDark }: Theme, dark: boolean): Tokens =>
  isDark === dark ? tokens : Object.fromEntries(Object.entries(tokens).filter(([token]) => !ofScheme(token)))

/** What WCAG asks of text. */
export const READABLE = 4.5
const LETTERS = ['--coset-accent', '--coset-link', '--coset-negative', '--coset-positive', '--coset-warning']
/** The grounds on which letters are hardest to read: raised fields, and the page itself. */
const HARDEST = { dark: '#222633', light: '#f7f8fa' }
const STEPS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

/** The colour as far towards the letters of a page as it takes to be read there. */
const readable = (color: string, { dark, text }: ChartTheme): string =>
  STEPS.map((share) => mix(color, text, share)).find((mixed) => contrast(mixed, HARDEST[dark ? 'dark' : 'light']) >= READABLE) ?? text

/** The variables of a theme on light or dark pages; one made for the other pages is made readable. `plain` writes any colour as `#rrggbb`. */
export const variablesFor = (theme: Theme, dark: boolean, plain: (color: string) => string): Variables => {
  const found = saidBy(tokensFor(theme, dark))
  if (theme.isDark !== dark)
    for (const name of LETTERS) {
      const color = found.get(name)
      if (color !== undefined) found.set(name, readable(plain(color), dark ? DARK_THEME : LIGHT_THEME))
    }
  return withSoft(found)
}

/** Names of tokens that change nothing here: unknown ones, and those with a value that is not one. */
export const idleTokens = (tokens: Tokens): { readonly unknown: readonly string[]; readonly wrong: readonly string[] } => {
  const names = Object.keys(tokens)
  const known = names.filter((name) => Object.hasOwn(MEANINGS, name))
  const isWrong = (name: string): boolean => {
    const meaning = MEANINGS[name]
    return meaning !== undefined && VALUES[meaning.kind](tokens[name]) === null
  }
  return { unknown: names.filter((name) => !known.includes(name)), wrong: known.filter(isWrong) }
}

/** Charts draw with plain values, not with variables; `plain` writes a colour the way they read it. */
export const themedChart = (theme: ChartTheme, variables: Variables, plain: (color: string) => string): ChartTheme => {
  const pick = (name: string, otherwise: string): string => {
    const value = variables.get(name)
    return value === undefined ? otherwise : plain(value)
  }
  return {
    ...theme,
    text: pick('--coset-text', theme.text),
    mutedText: pick('--coset-muted', theme.mutedText),
    line: pick('--coset-line', theme.line),
    background: pick('--coset-surface', theme.background),
    accent: pick('--coset-accent', theme.accent),
    positive: pick('--coset-positive', theme.positive),
    negative: pick('--coset-negative', theme.negative),
    fontFamily: variables.get('--coset-font') ?? theme.fontFamily,
  }
}

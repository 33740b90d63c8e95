import { readTheme, type Tokens } from '../../shared/theme/tokens.ts'

/** A theme of the host: the field's tokens, for light and dark. */
export interface HostTheme {
  readonly light: Tokens
  readonly dark: Tokens
  /** The host's only theme is a dark one. */
  readonly darkByDefault: boolean
}

export const NO_THEME: HostTheme = { light: {}, dark: {}, darkByDefault: false }

/** `{theme_default, theme_dark}`, or one theme alone. Strange parts are left out. */
export const readHostTheme = (config: unknown): HostTheme => {
  const all = typeof config === 'object' && config !== null ? (config as Tokens) : {}
  const base = readTheme('theme_default' in all || 'theme_dark' in all ? all['theme_default'] : all)
  return {
    light: base.tokens,
    dark: 'theme_dark' in all ? readTheme(all['theme_dark']).tokens : base.tokens,
    darkByDefault: base.isDark,
  }
}

import { type ChartTheme, DARK_THEME, LIGHT_THEME } from '@coset/chart-kit'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useSession } from '../../session/session.tsx'
import { type Level, onWorn, wear, worn } from './layers.ts'
import { readTheme, type Theme, type Tokens, themedChart, tokensFor, variablesOf } from './tokens.ts'

export { NO_THEME, parseTheme } from './tokens.ts'

/** Sets tokens on the page as long as the caller is there. `tokens` is the same object as long as it is the same theme. */
export const useTokens = (level: Level, tokens: Tokens): void => {
  useEffect(() => wear(level, variablesOf(tokens)), [level, tokens])
}

/** Sets a theme on light or dark pages. `theme` is the same object as long as it is the same theme. */
export const useTheme = (level: Level, theme: Theme): void => {
  const dark = useComputedColorScheme('light') === 'dark'
  useTokens(
    level,
    useMemo(() => tokensFor(theme, dark), [theme, dark]),
  )
}

/** The site's theme, for light or for dark pages, as its administrators chose it. */
export const useSiteTheme = (): void => {
  const { themes } = useSession()
  const dark = useComputedColorScheme('light') === 'dark'
  const config = dark ? themes.dark : themes.light
  useTheme(
    'site',
    useMemo(() => readTheme(config), [config]),
  )
}

/** What charts on the page draw with. */
export const useChartTheme = (): ChartTheme => {
  const dark = useComputedColorScheme('light') === 'dark'
  const variables = useSyncExternalStore(onWorn, worn)
  return useMemo(() => themedChart(dark ? DARK_THEME : LIGHT_THEME, variables), [dark, variables])
}

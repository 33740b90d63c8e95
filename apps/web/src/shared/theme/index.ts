import { type ChartTheme, DARK_THEME, LIGHT_THEME } from '@coset/chart-kit'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useSession } from '../../session/session.tsx'
import { type Level, onWorn, wear, worn } from './layers.ts'
import { plainColor } from './plain-color.ts'
import { readTheme, type Theme, type Tokens, themedChart, type Variables, variablesFor, variablesOf } from './tokens.ts'

export { parseTheme } from './tokens.ts'

/** Sets variables on the page as long as the caller is there. */
const useVariables = (level: Level, variables: Variables): void => {
  useEffect(() => wear(level, variables), [level, variables])
}

/** Sets tokens as they are. `tokens` is the same object as long as it is the same theme. */
export const useTokens = (level: Level, tokens: Tokens): void =>
  useVariables(
    level,
    useMemo(() => variablesOf(tokens), [tokens]),
  )

/** Sets a theme on light or dark pages. `theme` is the same object as long as it is the same theme. */
export const useTheme = (level: Level, theme: Theme): void => {
  const dark = useComputedColorScheme('light') === 'dark'
  useVariables(
    level,
    useMemo(() => variablesFor(theme, dark, plainColor), [theme, dark]),
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
  return useMemo(() => themedChart(dark ? DARK_THEME : LIGHT_THEME, variables, plainColor), [dark, variables])
}

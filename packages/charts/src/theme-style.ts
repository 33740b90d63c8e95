import type { ChartTheme } from '@coset/chart-kit'
import type { CSSProperties } from 'react'

/** The theme as the CSS variables that the charts' own styles use. */
export function themeStyle(theme: ChartTheme): CSSProperties {
  return {
    '--coset-text': theme.text,
    '--coset-muted': theme.mutedText,
    '--coset-line': theme.line,
    '--coset-surface': theme.background,
    '--coset-accent': theme.accent,
    '--coset-positive': theme.positive,
    '--coset-negative': theme.negative,
    '--coset-font': theme.fontFamily,
  } as CSSProperties
}

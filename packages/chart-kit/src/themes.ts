import type { ChartTheme } from './definition.ts'

const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"

export const LIGHT_THEME: ChartTheme = {
  dark: false,
  text: '#1f2430',
  mutedText: '#5f6878',
  line: '#e3e6ec',
  background: '#ffffff',
  accent: '#4f46e5',
  positive: '#15803d',
  negative: '#c02626',
  fontFamily: FONT_FAMILY,
}

export const DARK_THEME: ChartTheme = {
  dark: true,
  text: '#e6e9ef',
  mutedText: '#9aa4b5',
  line: '#2c323d',
  background: '#171a20',
  accent: '#8b95f6',
  positive: '#4ade80',
  negative: '#f87171',
  fontFamily: FONT_FAMILY,
}

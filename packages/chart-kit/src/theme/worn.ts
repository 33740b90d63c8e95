import type { ChartTheme } from '../definition.ts'
import { LIGHT_THEME } from '../themes.ts'
import { readTheme, themedChart, type Variables, variablesFor } from './tokens.ts'

/** What a drawing without a page wears: what its charts draw with, and the ground behind their cards. */
export interface Look {
  readonly theme: ChartTheme
  readonly page: string
}

const PAGE = '#f6f7f9'

/**
 * The look of a light page that wears themes (`{token, algorithm}`), later ones over earlier ones; null is none. `plain` writes a colour of CSS as `#rrggbb`, or
 * null where it cannot: then the colour is left as it was. Letters keep the font that drawings are set in.
 */
export const lookOf = (configs: readonly unknown[], plain: (color: string) => string | null): Look => {
  const same = (color: string): string => plain(color) ?? color
  const said = configs.flatMap((config) => [...variablesFor(readTheme(config), false, same)])
  const variables: Variables = new Map(said.filter(([name, value]) => name.startsWith('--coset-') && plain(value) !== null))
  const ground = variables.get('--coset-page')
  return { theme: themedChart(LIGHT_THEME, variables, same), page: ground === undefined ? PAGE : same(ground) }
}

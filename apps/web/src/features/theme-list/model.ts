import { api } from '../../session/api.ts'

export const API = '/api/v1/theme'

export interface ListedTheme {
  readonly id: number
  readonly theme_name: string
  /** JSON text: `{token, algorithm}`. */
  readonly json_data: string
  readonly is_system: boolean
  readonly is_system_default: boolean
  readonly is_system_dark: boolean
  readonly changed_on_ms: number
  readonly changed_on_delta_humanized: string
  readonly changed_by_name: string
}

export type Place = 'default' | 'dark'

export const isAt = (theme: ListedTheme, place: Place): boolean => (place === 'dark' ? theme.is_system_dark : theme.is_system_default)

/** Gives the site's light or dark pages this theme, or their own look again. */
export const choose = (theme: ListedTheme, place: Place): Promise<unknown> =>
  isAt(theme, place) ? api.delete(`${API}/unset_system_${place}`) : api.put(`${API}/${theme.id}/set_system_${place}`)

export const START = `{
  "algorithm": "default",
  "token": {
    "colorPrimary": "#2f6f8f",
    "borderRadius": 6
  }
}`

/** JSON text as people like to read it; what is no JSON stays as it is. */
export const readable = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

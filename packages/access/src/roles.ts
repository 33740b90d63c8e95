import { CATALOGUE } from './catalogue.ts'

/** A verb on a view, e.g. `can_read` on `Chart`. */
export interface Permission {
  readonly verb: string
  readonly view: string
}

const LETTERS: Readonly<Record<string, string>> = { D: 'Admin', A: 'Alpha', G: 'Gamma', S: 'sql_lab' }

/** The roles that every installation has; Public starts empty. */
export const DEFAULT_ROLES = ['Admin', 'Alpha', 'Gamma', 'Public', 'sql_lab'] as const

/** All class permissions with the default roles that hold each. */
export const defaultPermissions = (): readonly (Permission & { readonly roles: readonly string[] })[] =>
  Object.entries(CATALOGUE).flatMap(([view, groups]) =>
    Object.entries(groups).flatMap(([letters, verbs]) => verbs.map((verb) => ({ verb, view, roles: [...letters].flatMap((letter) => LETTERS[letter] ?? []) }))),
  )

/** The built-in minimum for anonymous dashboards (`PUBLIC_ROLE_LIKE = "Public"`). */
export const PUBLIC_MINIMUM: readonly Permission[] = [
  ...[
    'Dashboard',
    'Chart',
    'CssTemplate',
    'Theme',
    'EmbeddedDashboard',
    'CurrentUserRestApi',
    'Annotation',
    'ExplorePermalinkRestApi',
    'DashboardPermalinkRestApi',
  ].map((view) => ({ verb: 'can_read', view })),
  ...['can_read', 'can_write'].map((verb) => ({ verb, view: 'DashboardFilterStateRestApi' })),
  ...['can_dashboard', 'can_slice', 'can_explore_json', 'can_dashboard_permalink'].map((verb) => ({ verb, view: 'Superset' })),
  ...['can_time_range', 'can_query', 'can_query_form_data'].map((verb) => ({ verb, view: 'Api' })),
]

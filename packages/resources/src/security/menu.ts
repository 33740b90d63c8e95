import { type Actor, can } from '@coset/access'

interface Entry {
  /** The view whose `menu_access` opens it. */
  readonly name: string
  readonly label: string
  readonly url: string
  readonly icon: string
}

interface Section {
  readonly name: string
  readonly label: string
  readonly icon: string
  readonly entries: readonly Entry[]
}

const entry = (name: string, url: string, icon = '', label = name): Entry => ({ name, label, url, icon })

const REGISTRATIONS = 'User Registrations'

/** Pages by section, in the order in which clients of Superset know them; a section without a name is a page of its own. */
const MENU: readonly (Section | Entry)[] = [
  {
    name: 'Security',
    label: 'Security',
    icon: 'fa-cogs',
    entries: [
      entry('List Roles', '/roles/'),
      entry('List Users', '/users/'),
      entry('List Groups', '/list_groups/'),
      entry(REGISTRATIONS, '/registrations/', 'fa-user-plus'),
      entry('Action Log', '/actionlog/list', 'fa-list-ol'),
      entry('Row Level Security', '/rowlevelsecurity/list/', 'fa-lock'),
    ],
  },
  { name: 'Data', label: 'Data', icon: '', entries: [entry('Databases', '/databaseview/list/', 'fa-database', 'Database Connections')] },
  entry('Dashboards', '/dashboard/list/', 'fa-dashboard'),
  entry('Charts', '/chart/list/', 'fa-bar-chart'),
  entry('Datasets', '/tablemodelview/list/', 'fa-table'),
  {
    name: 'Manage',
    label: 'Manage',
    icon: '',
    entries: [
      entry('CSS Templates', '/csstemplatemodelview/list/', 'fa-css3'),
      entry('Themes', '/theme/list/', 'fa-palette'),
      entry('Tags', '/superset/tags/'),
      entry('Alerts & Report', '/alert/list/', 'fa-exclamation-triangle', 'Alerts & Reports'),
      entry('Annotation Layers', '/annotationlayer/list/', 'fa-comment'),
    ],
  },
  {
    name: 'SQL Lab',
    label: 'SQL',
    icon: 'fa-flask',
    entries: [
      entry('SQL Editor', '/sqllab/', 'fa-flask', 'SQL Lab'),
      entry('Saved Queries', '/savedqueryview/list/', 'fa-save'),
      entry('Query Search', '/sqllab/history/', 'fa-search', 'Query History'),
    ],
  },
]

const opens = (actor: Actor, name: string): boolean => can(actor, { verb: 'menu_access', view: name })

/** The pages that the actor may open: sections with their pages as `childs`, and pages that stand alone. `registration`: people may make themselves an account. */
export const menu = (actor: Actor, registration: boolean): readonly Record<string, unknown>[] =>
  MENU.flatMap((one): readonly Record<string, unknown>[] => {
    if (!opens(actor, one.name)) return []
    if (!('entries' in one)) return [{ ...one }]
    const childs = one.entries.filter(({ name }) => opens(actor, name) && (registration || name !== REGISTRATIONS)).map((child) => ({ ...child }))
    return childs.length === 0 ? [] : [{ name: one.name, label: one.label, icon: one.icon, childs }]
  })

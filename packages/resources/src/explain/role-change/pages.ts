import { type Actor, can } from '@coset/access'

/** Pages of the client by the permission that opens them. */
const PAGES: readonly (readonly [name: string, verb: string, view: string])[] = [
  ['Dashboards', 'can_read', 'Dashboard'],
  ['Charts', 'can_read', 'Chart'],
  ['Datasets', 'can_read', 'Dataset'],
  ['SQL Lab', 'can_read', 'SQLLab'],
  ['Databases', 'can_write', 'Database'],
  ['Alerts and reports', 'can_read', 'ReportSchedule'],
  ['Jobs', 'can_read', 'Job'],
  ['Users', 'can_get', 'User'],
  ['Roles', 'can_get', 'Role'],
  ['Groups', 'can_get', 'Group'],
  ['Row-level security', 'can_read', 'Row Level Security'],
  ['Tags', 'can_read', 'Tag'],
  ['Annotation layers', 'can_read', 'Annotation'],
  ['CSS templates', 'can_read', 'CssTemplate'],
  ['Themes', 'can_read', 'Theme'],
  ['Action log', 'can_read', 'Log'],
]

/** The pages that somebody finds in the menus. */
export const pagesOf = (actor: Actor): readonly string[] => PAGES.flatMap(([name, verb, view]) => (can(actor, { verb, view }) ? [name] : []))

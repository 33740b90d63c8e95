import type { Permission } from '@coset/access'

const PEOPLE = new Set(['User', 'Role', 'Group', 'PermissionViewMenu', 'ViewMenu', 'RoleRestAPI', 'User Registrations'])
const LOOKS = /^(?:can_get|can_info|can_list|can_list_roles|can_list_role_permissions)$/

const BY_NAME: Readonly<Record<string, string>> = {
  'all_datasource_access on all_datasource_access': 'Read the rows of every dataset',
  'all_database_access on all_database_access': 'Read all data of every database',
  'all_query_access on all_query_access': 'See the queries of everybody',
  'can_execute_sql_query on SQLLab': 'Send SQL of their own to databases',
  'can_view_as on User': 'See the site as other people',
  'can_write on Database': 'Connect databases and change how they are reached',
  'can_upload on Database': 'Upload files into databases',
  'can_write on Row Level Security': 'Change which rows people see',
  'can_grant_guest_token on SecurityRestApi': 'Let guests of other sites in',
  'can_set_embedded on Dashboard': 'Open dashboards to other sites',
  'can_import_ on ImportExportRestApi': 'Overwrite objects of the whole site by an import',
}

/** What a permission opens that is worth a second look, in words; null: nothing of the kind. */
export const dangerOf = ({ verb, view }: Permission): string | null => {
  const key = `${verb} on ${view}`
  if (Object.hasOwn(BY_NAME, key)) return BY_NAME[key] ?? null
  if (verb === 'database_access') return 'Read all data of a database'
  if (PEOPLE.has(view) && !LOOKS.test(verb)) return 'Change people and what they may do'
  return null
}

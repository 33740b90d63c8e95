/** Pages that stand in the client's menus, in their order, and the permission that opens each. `bar`: the rail; `lab`: what stands beside SQL Lab; `manage`: what is set up and looked after. */
export const PAGES = [
  { menu: 'bar', to: '/dashboard/list/', label: 'Dashboards', permission: ['can_read', 'Dashboard'] },
  { menu: 'bar', to: '/chart/list/', label: 'Charts', permission: ['can_read', 'Chart'] },
  { menu: 'bar', to: '/tablemodelview/list/', label: 'Datasets', permission: ['can_read', 'Dataset'] },
  { menu: 'bar', to: '/sqllab/', label: 'SQL Lab', permission: ['can_read', 'SQLLab'] },
  { menu: 'bar', to: '/databaseview/list/', label: 'Databases', permission: ['can_write', 'Database'] },
  { menu: 'lab', to: '/savedqueryview/list/', label: 'Saved queries', permission: ['can_read', 'SavedQuery'] },
  { menu: 'lab', to: '/sqllab/history/', label: 'Query history', permission: ['can_read', 'Query'] },
  { menu: 'manage', to: '/report/list/', label: 'Alerts and reports', permission: ['can_read', 'ReportSchedule'] },
  { menu: 'manage', to: '/job/list/', label: 'Jobs', permission: ['can_read', 'Job'] },
  { menu: 'manage', to: '/users/', label: 'Users', permission: ['can_get', 'User'] },
  { menu: 'manage', to: '/roles/', label: 'Roles', permission: ['can_get', 'Role'] },
  { menu: 'manage', to: '/list_groups/', label: 'Groups', permission: ['can_get', 'Group'] },
  { menu: 'manage', to: '/registrations/', label: 'Registrations', permission: ['menu_access', 'User Registrations'] },
  { menu: 'manage', to: '/rowlevelsecurity/list/', label: 'Row-level security', permission: ['can_read', 'Row Level Security'] },
  { menu: 'manage', to: '/superset/tags/', label: 'Tags', permission: ['can_read', 'Tag'] },
  { menu: 'manage', to: '/annotationlayer/list/', label: 'Annotation layers', permission: ['can_read', 'Annotation'] },
  { menu: 'manage', to: '/csstemplatemodelview/list/', label: 'CSS templates', permission: ['can_read', 'CssTemplate'] },
  { menu: 'manage', to: '/theme/list/', label: 'Themes', permission: ['can_read', 'Theme'] },
  { menu: 'manage', to: '/actionlog/list', label: 'Action log', permission: ['can_read', 'Log'] },
] as const

export type MenuPage = (typeof PAGES)[number]

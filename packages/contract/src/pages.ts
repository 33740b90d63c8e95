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

/** Every address at which the client has a page, as routes; those of the field, so that links of other sites keep working. */
export const ADDRESSES = [
  '/',
  '/superset/welcome/',
  '/dashboard/list/',
  '/dashboard/new/',
  '/superset/dashboard/:id/',
  '/superset/dashboard/p/:key/',
  '/chart/list/',
  '/chart/add',
  '/explore/',
  '/superset/explore/p/:key/',
  '/tablemodelview/list/',
  '/dataset/add/',
  '/dataset/:id',
  '/databaseview/list/',
  '/sqllab/',
  '/sqllab/p/:key',
  '/sqllab/history/',
  '/savedqueryview/list/',
  '/alert/list/',
  '/report/list/',
  '/alert/add',
  '/report/add',
  '/alert/:id/edit',
  '/report/:id/edit',
  '/alert/:id/log/',
  '/report/:id/log/',
  '/job/list/',
  '/users/',
  '/roles/',
  '/list_groups/',
  '/registrations/',
  '/rowlevelsecurity/list/',
  '/superset/tags/',
  '/superset/all_entities/',
  '/annotationlayer/list/',
  '/annotationlayer/:id/annotation',
  '/csstemplatemodelview/list/',
  '/theme/list/',
  '/actionlog/list',
  '/audit/',
  '/trash/',
  '/user_info/',
  '/databases/signed-in/',
  '/login/',
  '/password/forgot/',
  '/password/reset/:token',
  '/register/',
  '/register/activation/:token',
  '/redirect/',
] as const

export type Address = (typeof ADDRESSES)[number]

const patterns = ADDRESSES.map((address) => new RegExp(`^${address.replace(/\/$/, '').replaceAll(/:\w+/g, '[^/]+')}/?$`, 'i'))

/** Has the client a page at this path? */
export const hasPage = (path: string): boolean => patterns.some((pattern) => pattern.test(path))

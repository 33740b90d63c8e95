import { fileAnswer, listQuery, listRoutes } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/coset/audit'

/** Who saw, changed, exported something, was refused, signed in and out. */
export const auditRoutes = {
  ...listRoutes('audit', base, 'Log'),
  export: route({
    name: 'audit.export',
    method: 'GET',
    path: `${base}/export/`,
    summary: 'All events that the filters leave, as CSV, newest first',
    guard: { verb: 'can_read', view: 'Log' },
    q: listQuery.pick({ filters: true }),
    output: fileAnswer,
  }),
} as const

import { z } from 'zod'
import { messageAnswer, refParams } from '../conventions.ts'
import { route } from '../route.ts'

const dashboard = '/api/v1/dashboard/:id/embedded'
const set = { verb: 'can_set_embedded', view: 'Dashboard' } as const

/** How a dashboard may be shown by other sites. */
const embedding = z.object({
  uuid: z.string(),
  /** Origins such as `https://shop.example`; empty: any site. */
  allowed_domains: z.array(z.string()),
  /** As text, as clients of the field read it. */
  dashboard_id: z.string(),
  changed_on: z.string(),
  changed_by: z.looseObject({}).nullable(),
})
export type Embedding = z.output<typeof embedding>

const answer = z.object({ result: embedding })

/** Characters that no origin holds could end a header or the list that is kept. */
const site = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?:https?:\/\/)?[A-Za-z0-9.[\]:-]+\/?$/, 'Not an origin such as https://shop.example')
const body = z.strictObject({ allowed_domains: z.array(site).max(100) })

const name = z.string().max(255).optional()
const guestTokenBody = z.object({
  user: z.object({ username: name, first_name: name, last_name: name }),
  resources: z.array(z.object({ type: z.enum(['dashboard']), id: z.string().min(1).max(255) })).max(100),
  rls: z
    .array(
      z.object({
        dataset: z
          .union([
            z.int32(),
            z
              .string()
              .regex(/^\d{1,9}$/)
              .transform(Number),
          ])
          .optional(),
        clause: z.string().min(1),
      }),
    )
    .max(1000),
})

export const embeddedRoutes = {
  ofDashboard: route({
    name: 'dashboard.embedded',
    method: 'GET',
    path: dashboard,
    summary: 'How a dashboard is embedded',
    guard: { verb: 'can_read', view: 'Dashboard' },
    params: refParams,
    output: answer,
  }),
  set: route({
    name: 'dashboard.setEmbedded',
    method: 'POST',
    path: dashboard,
    summary: 'Let other sites show a dashboard',
    guard: set,
    params: refParams,
    body,
    output: answer,
  }),
  change: route({
    name: 'dashboard.changeEmbedded',
    method: 'PUT',
    path: dashboard,
    summary: 'Change which sites may show a dashboard',
    guard: set,
    params: refParams,
    body,
    output: answer,
  }),
  remove: route({
    name: 'dashboard.removeEmbedded',
    method: 'DELETE',
    path: dashboard,
    summary: 'Let no other site show a dashboard any more',
    guard: set,
    params: refParams,
    output: messageAnswer,
  }),
  get: route({
    name: 'embedded_dashboard.get',
    method: 'GET',
    path: '/api/v1/embedded_dashboard/:uuid',
    summary: 'An embedding by its UUID',
    guard: { verb: 'can_read', view: 'EmbeddedDashboard' },
    params: z.object({ uuid: z.string() }),
    // Settings of the page around it, which clients send along
    query: z.looseObject({
      uiConfig: z.string().optional(),
      show_filters: z.string().optional(),
      expand_filters: z.string().optional(),
      native_filters_key: z.string().optional(),
      permalink_key: z.string().optional(),
    }),
    output: answer,
  }),
  guestToken: route({
    name: 'security.guestToken',
    method: 'POST',
    path: '/api/v1/security/guest_token/',
    summary: 'A token with which somebody of another site sees embedded dashboards',
    guard: { verb: 'can_grant_guest_token', view: 'SecurityRestApi' },
    body: guestTokenBody,
    output: z.object({ token: z.string() }),
  }),
} as const

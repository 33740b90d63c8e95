import type { Route } from '@coset/contract'
import type { Client } from '@coset/testing'
import { z } from 'zod'

/** What places take that take no number. */
const KNOWN = ['table', 'dashboard', 'queries', '00000000-0000-0000-0000-000000000000', `qc-${'0'.repeat(32)}`, '0'.repeat(64)]

/** The address of a route with `value` in its places; where a place takes no such value, with one that it takes. */
export const pathOf = (route: Route, value = '1'): string =>
  route.path.replace(/:(\w+)/g, (_, name: string) => {
    const schema = route.params instanceof z.ZodObject ? (route.params.shape as Readonly<Record<string, z.ZodType>>)[name] : undefined
    if (name === 'type') return 'table'
    return [value, ...KNOWN].find((one) => schema === undefined || schema.safeParse(one).success) ?? value
  })

/** Who asks, also where their roles do not open `/api/v1/me/`. */
export const whoIs = async (client: Client): Promise<{ readonly id: number; readonly username: string; readonly roles: readonly string[] }> => {
  const { user } = (await client.get('/api/v1/coset/bootstrap')).json<{ user: { id: number; username: string; roles: string[] } | null }>()
  if (user === null) throw new Error('nobody is signed in')
  return user
}

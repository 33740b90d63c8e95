import type { Route } from './route.ts'

const isRoute = (value: unknown): value is Route => typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'guard' in value

/** Every route of a (nested) table of routes. */
export const allRoutes = (table: unknown): readonly Route[] => {
  if (isRoute(table)) return [table]
  return typeof table === 'object' && table !== null ? Object.values(table).flatMap(allRoutes) : []
}

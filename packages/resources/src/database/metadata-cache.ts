import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'
import type { DatabaseRow } from './repository.ts'

type Kind = 'catalog' | 'schema' | 'table'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Seconds that names of this kind are kept; 0: they are asked for each time. `metadata_cache_timeout` of the database's `extra`. */
export const metadataSeconds = (extra: string, kind: Kind): number => {
  const given = readObject(extra)['metadata_cache_timeout']
  const seconds = isObject(given) ? given[`${kind}_cache_timeout`] : undefined
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 7 * 86_400) : 0
}

const keyOf = (row: DatabaseRow, kind: Kind, parts: readonly (string | null)[]): string =>
  `db-names:${row.id}:${row.changed_on}:${kind}:${JSON.stringify(parts)}`

/**
 * Names as they were asked for lately, or anew when forced, unknown or too old. What people see by their own rights at the database
 * (`impersonate_user`) is never shared.
 */
export const rememberedNames = async <T>(
  ctx: Pick<Context, 'caches'>,
  row: DatabaseRow,
  ask: { readonly kind: Kind; readonly parts: readonly (string | null)[]; readonly force: boolean },
  fetch: () => Promise<T>,
): Promise<T> => {
  const seconds = row.impersonate_user ? 0 : metadataSeconds(row.extra, ask.kind)
  if (seconds === 0) return fetch()
  const key = keyOf(row, ask.kind, ask.parts)
  const kept = ask.force ? undefined : await ctx.caches.metadata.get(key)
  if (kept !== undefined) return JSON.parse(new TextDecoder().decode(kept)) as T
  const found = await fetch()
  await ctx.caches.metadata.set(key, new TextEncoder().encode(JSON.stringify(found)), seconds)
  return found
}

import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'

/** What the site tags of itself. */
export type SiteTagged = 'dashboard' | 'chart' | 'dataset' | 'query'

export type SiteTagType = 'type' | 'owner' | 'favorited_by'

export interface SiteTag {
  readonly type: SiteTagType
  /** A kind of objects, or the id of an account. */
  readonly of: SiteTagged | number
}

const nameOf = ({ type, of }: SiteTag): string => `${type}:${of}`

/** What the tag of a name stands for; null for names of people's own. */
export const readSiteTag = (name: string, type: string): SiteTag | null => {
  const of = name.slice(type.length + 1)
  if (type === 'type') return { type, of: of as SiteTagged }
  return type === 'owner' || type === 'favorited_by' ? { type, of: Number(of) } : null
}

/**
 * Makes the tags that the field's clients know as implicit, where they are not there yet: of a kind, of an owner, of whoever marked something. What
 * carries them is told by the facts themselves; there are no rows of it.
 */
export const keepSiteTags = async ({ metadata, clock }: Pick<Context, 'metadata' | 'clock'>, db: Kysely<Tables>, tags: readonly SiteTag[]): Promise<void> => {
  const names = tags.map(nameOf)
  const known = new Set((await db.selectFrom('tags').select('name').where('name', 'in', names).execute()).map((row) => row.name))
  const now = clock.now()
  for (const tag of tags) {
    if (known.has(nameOf(tag))) continue
    const row = { name: nameOf(tag), type: tag.type, description: null, created_on: now, changed_on: now, created_by: null, changed_by: null }
    const insert = db.insertInto('tags').values(row)
    // Two savers at once: the tag of one is the tag of both
    await (metadata.kind === 'mysql' ? insert.ignore() : insert.onConflict((c) => c.column('name').doNothing())).execute()
  }
}

/** The tags of an object that was saved: its kind's and its owners'. */
export const keepTagsOf = async (ctx: Pick<Context, 'metadata' | 'clock'>, db: Kysely<Tables>, kind: SiteTagged, owners: readonly number[]): Promise<void> =>
  keepSiteTags(ctx, db, [{ type: 'type', of: kind }, ...[...new Set(owners)].map((of) => ({ type: 'owner', of }) as const)])

import type { Actor } from '@coset/access'
import { type RawBuilder, sql } from 'kysely'
import { chartListing, sliceUrl } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { dashboardListing } from '../dashboard/index.ts'
import { datasetListing } from '../dataset/index.ts'
import type { Listing } from '../listing/index.ts'
import { isoText } from '../moments.ts'
import { ownerRef, peopleById, personName, personRef } from '../people/index.ts'
import { readSiteTag, type SiteTag } from '../people/site-tags.ts'
import { savedQueryListing } from '../saved-query/index.ts'
import type { ObjectKind } from './save.ts'

interface Found {
  readonly id: number
  readonly name: string
  readonly slug: string | null
  readonly changed_on: number
  readonly created_by: number | null
}

interface Shelf {
  readonly kind: ObjectKind
  readonly listing: Listing
  readonly nameColumn: string
  readonly slug: RawBuilder<string | null>
  readonly url: (row: Found) => string
}

const NONE = sql<string | null>`null`

const SHELVES: readonly Shelf[] = [
  {
    kind: 'dashboard',
    listing: dashboardListing,
    nameColumn: 'dashboard_title',
    slug: sql<string | null>`dashboards.slug`,
    url: (row) => `/superset/dashboard/${row.slug ?? row.id}/`,
  },
  { kind: 'chart', listing: chartListing, nameColumn: 'slice_name', slug: NONE, url: (row) => sliceUrl(row.id) },
  { kind: 'query', listing: savedQueryListing, nameColumn: 'label', slug: NONE, url: (row) => `/sqllab?savedQueryId=${row.id}` },
  { kind: 'dataset', listing: datasetListing, nameColumn: 'table_name', slug: NONE, url: (row) => `/explore/?datasource_type=table&datasource_id=${row.id}` },
]

const MOST = 1000

export interface WantedTag {
  readonly id: number
  readonly name: string
  readonly type: string
}

/** What carries a tag of the site's own is told by the facts. What somebody marked is theirs to ask. */
const bySiteTag = ({ type, of }: SiteTag, actor: Actor, { kind, listing }: Shelf): RawBuilder<unknown> | null => {
  if (type === 'type') return of === kind ? sql`1 = 1` : null
  if (type === 'favorited_by' && of !== actor.id && !actor.isAdmin) return null
  if (type === 'owner' && kind === 'query') return sql`${sql.ref(`${listing.table}.created_by`)} = ${of}`
  const id = sql.ref(`${listing.table}.id`)
  const facts = sql.table(type === 'owner' ? 'owners' : 'favourites')
  return sql`exists (select 1 from ${facts} where object_type = ${kind} and object_id = ${id} and user_id = ${of})`
}

const underTags = (tags: readonly WantedTag[] | null, actor: Actor, shelf: Shelf): RawBuilder<unknown> => {
  const id = sql.ref(`${shelf.listing.table}.id`)
  const carrying = (which: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`exists (select 1 from tagged_objects where object_type = ${shelf.kind} and object_id = ${id} and ${which})`
  if (tags === null) return carrying(sql`1 = 1`)
  const own = tags.flatMap((tag) => {
    const site = readSiteTag(tag.name, tag.type)
    const by = site === null ? null : bySiteTag(site, actor, shelf)
    return by === null ? [] : [by]
  })
  return sql`(${sql.join([carrying(sql`tagged_objects.tag_id in (${sql.join(tags.map((tag) => tag.id))})`), ...own], sql` or `)})`
}

/** Objects of a kind under any of the tags, as far as the actor sees them. */
const onShelf = async (ctx: Context, actor: Actor, shelf: Shelf, tags: readonly WantedTag[] | null): Promise<readonly Found[]> => {
  const { table } = shelf.listing
  const visible = await shelf.listing.visible(ctx, actor)
  const tagged = underTags(tags, actor, shelf)
  const column = (name: string) => sql.ref(`${table}.${name}`)
  const { rows } = await sql<Found>`select ${column('id')} as id, ${column(shelf.nameColumn)} as name, ${shelf.slug} as slug,
    ${column('changed_on')} as changed_on, ${column('created_by')} as created_by
    from ${sql.table(table)} ${shelf.listing.joins ?? sql``} where ${tagged} and (${visible ?? sql`1 = 1`}) order by ${column('id')} limit ${sql.lit(MOST)}`.execute(
    ctx.metadata.db,
  )
  return rows
}

/** What clients read as the kind of a tag. */
const kindText = (type: string): string => `TagType.${type}`

const described = async (ctx: Context, actor: Actor, { kind, url }: Shelf, rows: readonly Found[]) => {
  if (rows.length === 0) return []
  const { db } = ctx.metadata
  const ids = rows.map((row) => row.id)
  const tags = await db
    .selectFrom('tagged_objects')
    .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
    .select(['tagged_objects.object_id', 'tags.id', 'tags.name', 'tags.type'])
    .where('object_type', '=', kind)
    .where('object_id', 'in', ids)
    .orderBy('tags.id')
    .execute()
  const owners =
    kind === 'query'
      ? rows.flatMap((row) => (row.created_by === null ? [] : [{ object_id: row.id, user_id: row.created_by }]))
      : await db.selectFrom('owners').select(['object_id', 'user_id']).where('object_type', '=', kind).where('object_id', 'in', ids).execute()
  const people = await peopleById(ctx, [...rows.map((row) => row.created_by), ...owners.map((one) => one.user_id)])
  return rows.map((row) => ({
    id: row.id,
    type: kind,
    name: row.name,
    url: url(row),
    changed_on: isoText(Number(row.changed_on)),
    created_by: personRef(people, row.created_by),
    creator: personName(people, row.created_by),
    tags: tags.filter((tag) => tag.object_id === row.id).map((tag) => ({ id: tag.id, name: tag.name, type: kindText(tag.type) })),
    owners: owners.flatMap((one) => (one.object_id === row.id ? (ownerRef(people, one.user_id, actor, ['username']) ?? []) : [])),
  }))
}

/** Dashboards, charts, saved queries and datasets under any of the tags; `tags` null: under any tag of people at all, `kinds` null: of every kind. */
export const taggedObjects = async (ctx: Context, actor: Actor, tags: readonly WantedTag[] | null, kinds: readonly string[] | null) => {
  if (tags?.length === 0) return []
  const shelves = SHELVES.filter((shelf) => kinds === null || kinds.includes(shelf.kind))
  const found = await Promise.all(shelves.map(async (shelf) => described(ctx, actor, shelf, await onShelf(ctx, actor, shelf, tags))))
  return found.flat()
}

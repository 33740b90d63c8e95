import type { Actor } from '@coset/access'
import { Unprocessable } from '@coset/core'
import { insertRow, type RowPatch, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import { setTags } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { conflictOf, keepBefore, keepVersion } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { firstOwners, forgetMarks, ownerIds, refuseOwnership, setOwners } from '../people/owners.ts'
import { keepTagsOf } from '../people/site-tags.ts'
import { refuseReported, switchOffReports } from '../report/subject.ts'
import { placeableCharts, refuseFilters } from './reach.ts'
import { type DashboardRow, findDashboard, openDashboard } from './repository.ts'

type Db = Kysely<Tables>

export interface DashboardFields {
  readonly dashboard_title?: string | null | undefined
  readonly slug?: string | null | undefined
  readonly owners?: readonly number[] | undefined
  readonly roles?: readonly number[] | undefined
  readonly tags?: readonly number[] | undefined
  readonly position_json?: string | null | undefined
  readonly json_metadata?: string | null | undefined
  readonly css?: string | null | undefined
  readonly theme_id?: number | null | undefined
  readonly published?: boolean | null | undefined
  readonly certified_by?: string | null | undefined
  readonly certification_details?: string | null | undefined
  readonly is_managed_externally?: boolean | null | undefined
  readonly external_url?: string | null | undefined
  readonly uuid?: string | null | undefined
  /** State that the writer last read; see the contract. */
  readonly expected_changed_on?: number | undefined
}

/** `My Slug!` → `My-Slug`. */
const slugText = (slug: string | null): string | null => {
  const text = (slug ?? '')
    .trim()
    .replace(/\s+/g, '-')
    .replace(/[^\w-]+/g, '')
  return text === '' ? null : text
}

const refuseSlug = async (db: Db, slug: string | null, except: number | null): Promise<void> => {
  if (slug === null) return
  const found = await db.selectFrom('dashboards').select('id').where('slug', '=', slug).executeTakeFirst()
  if (found !== undefined && found.id !== except) throw new Unprocessable('The slug is taken', { fields: { slug: ['Must be unique'] } })
}

const setRoles = async (db: Db, id: number, wanted: readonly number[]): Promise<void> => {
  const known =
    wanted.length === 0
      ? []
      : await db
          .selectFrom('roles')
          .select('id')
          .where('id', 'in', [...wanted])
          .execute()
  if (known.length !== new Set(wanted).size) throw new Unprocessable('Some roles do not exist', { fields: { roles: ['Some roles do not exist'] } })
  await db.deleteFrom('dashboard_roles').where('dashboard_id', '=', id).execute()
  if (known.length > 0)
    await db
      .insertInto('dashboard_roles')
      .values(known.map((role) => ({ dashboard_id: id, role_id: role.id })))
      .execute()
}

/** Chart ids that a layout shows. */
export const chartsInLayout = (layout: JsonObject): readonly number[] => [
  ...new Set(
    Object.values(layout).flatMap((item) => {
      if (typeof item !== 'object' || item === null || !('type' in item) || item.type !== 'CHART') return []
      const meta = 'meta' in item && typeof item.meta === 'object' && item.meta !== null ? item.meta : {}
      return 'chartId' in meta && typeof meta.chartId === 'number' ? [meta.chartId] : []
    }),
  ),
]

/** Makes the dashboard's chart links those of a layout; charts that are gone are left out. */
export const linkCharts = async (db: Db, id: number, chartIds: readonly number[]): Promise<void> => {
  const known =
    chartIds.length === 0
      ? []
      : await db
          .selectFrom('charts')
          .select('id')
          .where('id', 'in', [...chartIds])
          .execute()
  await db.deleteFrom('dashboard_charts').where('dashboard_id', '=', id).execute()
  if (known.length > 0)
    await db
      .insertInto('dashboard_charts')
      .values(known.map((chart) => ({ dashboard_id: id, chart_id: chart.id })))
      .execute()
}

/** `positions` inside the metadata is a save of the layout; it moves to its own place. */
const splitMetadata = (text: string | null | undefined): { readonly metadata: string | undefined; readonly layout: JsonObject | undefined } => {
  if (text === undefined) return { metadata: undefined, layout: undefined }
  const { positions, ...metadata } = readObject(text)
  const { show_native_filters: _, ...kept } = metadata
  return { metadata: JSON.stringify(kept), layout: typeof positions === 'object' && positions !== null ? (positions as JsonObject) : undefined }
}

const PLAIN = ['dashboard_title', 'theme_id', 'certified_by', 'certification_details', 'external_url'] as const

type Patch = RowPatch<'dashboards'> & { readonly json_metadata?: string; readonly position_json?: string }

const patchOf = (fields: DashboardFields): Patch => {
  const patch: Record<string, unknown> = {}
  for (const key of PLAIN) if (fields[key] !== undefined) patch[key] = fields[key] ?? (key === 'dashboard_title' ? '' : null)
  if (fields.slug !== undefined) patch['slug'] = slugText(fields.slug)
  if (fields.css !== undefined) patch['css'] = fields.css ?? ''
  if (fields.published !== undefined) patch['published'] = fields.published ?? false
  if (fields.is_managed_externally !== undefined) patch['is_managed_externally'] = fields.is_managed_externally ?? false
  const { metadata, layout } = splitMetadata(fields.json_metadata)
  if (metadata !== undefined) patch['json_metadata'] = metadata
  if (fields.position_json !== undefined) patch['position_json'] = fields.position_json ?? '{}'
  if (layout !== undefined) patch['position_json'] = JSON.stringify(layout)
  return patch
}

/** Makes a dashboard. */
export const createDashboard = async (ctx: Context, actor: Actor, fields: DashboardFields): Promise<DashboardRow> => {
  const now = ctx.clock.now()
  const patch = patchOf(fields)
  await refuseFilters(ctx, actor, {}, readObject(patch.json_metadata))
  const links = patch.position_json === undefined ? undefined : await placeableCharts(ctx, actor, null, chartsInLayout(readObject(patch.position_json)))
  const id = await ctx.metadata.db.transaction().execute(async (db) => {
    await refuseSlug(db, slugText(fields.slug ?? null), null)
    const made = await insertRow(db, ctx.metadata.kind, 'dashboards', {
      uuid: fields.uuid ?? crypto.randomUUID(),
      dashboard_title: fields.dashboard_title ?? '',
      slug: null,
      description: null,
      position_json: '{}',
      json_metadata: '{}',
      css: '',
      published: false,
      certified_by: null,
      certification_details: null,
      theme_id: null,
      is_managed_externally: false,
      external_url: null,
      created_on: now,
      changed_on: now,
      created_by: actor.id,
      changed_by: actor.id,
    })
    if (Object.keys(patch).length > 0) await db.updateTable('dashboards').set(patch).where('id', '=', made).execute()
    await setOwners(db, 'dashboard', made, firstOwners(fields.owners, actor), actor)
    if (fields.roles !== undefined) await setRoles(db, made, fields.roles)
    if (links !== undefined) await linkCharts(db, made, links)
    await keepTagsOf(ctx, db, 'dashboard', await ownerIds(db, 'dashboard', made))
    await keepVersion(ctx, db, 'dashboard', made, actor)
    return made
  })
  return findDashboard(ctx, id)
}

/** Changes a dashboard of one's own. Throws Conflict when somebody saved since the writer read it. */
export const updateDashboard = async (ctx: Context, actor: Actor, id: number, fields: DashboardFields): Promise<DashboardRow> => {
  const before = await openDashboard(ctx, actor, id)
  refuseOwnership(actor, await ownerIds(ctx.metadata.db, 'dashboard', id), 'dashboard')
  const patch = patchOf(fields)
  if (patch.json_metadata !== undefined) await refuseFilters(ctx, actor, readObject(before.json_metadata), readObject(patch.json_metadata))
  const links = patch.position_json === undefined ? undefined : await placeableCharts(ctx, actor, id, chartsInLayout(readObject(patch.position_json)))
  const tell = await ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(ctx, db, 'dashboard', id)
    const expected = fields.expected_changed_on
    if (fields.slug !== undefined) await refuseSlug(db, slugText(fields.slug), id)
    const { numUpdatedRows } = await db
      .updateTable('dashboards')
      .set({ ...patch, changed_on: Math.max(ctx.clock.now(), before.changed_on + 1), changed_by: actor.id })
      .where('id', '=', id)
      // Compared by the write itself: of two writers at once the second finds another state
      .$if(expected !== undefined, (query) => query.where('changed_on', '=', expected ?? 0))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw await conflictOf(ctx, db, 'dashboard', id)
    if (fields.owners !== undefined) await setOwners(db, 'dashboard', id, fields.owners, actor)
    if (fields.roles !== undefined) await setRoles(db, id, fields.roles)
    if (fields.tags !== undefined) await setTags(db, 'dashboard', id, fields.tags)
    if (links !== undefined) await linkCharts(db, id, links)
    await keepTagsOf(ctx, db, 'dashboard', await ownerIds(db, 'dashboard', id))
    await keepVersion(ctx, db, 'dashboard', id, actor)
    return switchOffReports(ctx, db, id)
  })
  await tell()
  return findDashboard(ctx, id)
}

/** Deletes dashboards all together or not at all; their charts stay. */
export const deleteDashboards = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
  for (const id of ids) {
    await openDashboard(ctx, actor, id)
    refuseOwnership(actor, await ownerIds(ctx.metadata.db, 'dashboard', id), 'dashboard')
  }
  await ctx.metadata.db.transaction().execute(async (db) => {
    await refuseReported(db, 'dashboard_id', ids)
    await moveToTrash(ctx, db, actor, 'dashboard', ids)
    await forgetMarks(db, 'dashboard', ids)
    await db
      .deleteFrom('dashboards')
      .where('id', 'in', [...ids])
      .execute()
  })
}

import type { Actor } from '@coset/access'
import { AppError, Forbidden, NotFound, Unprocessable } from '@coset/core'
import { insertRow, type RowPatch, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { loadDataset, refuseDataset } from '../dataset/index.ts'
import { conflictOf, keepBefore, keepVersion } from '../history/keep.ts'
import { moveToTrash } from '../history/trash.ts'
import { firstOwners, forgetMarks, ownerIds, refuseOwnership, setOwners } from '../people/owners.ts'
import { keepTagsOf } from '../people/site-tags.ts'
import { refuseReported } from '../report/subject.ts'
import { type ChartRow, findChart, visibleChart } from './repository.ts'

type Db = Kysely<Tables>

export interface ChartFields {
  readonly slice_name?: string | undefined
  readonly viz_type?: string | undefined
  readonly description?: string | null | undefined
  readonly params?: string | null | undefined
  readonly query_context?: string | null | undefined
  readonly query_context_generation?: boolean | null | undefined
  readonly cache_timeout?: number | null | undefined
  readonly owners?: readonly number[] | undefined
  readonly dashboards?: readonly number[] | undefined
  readonly tags?: readonly number[] | undefined
  readonly certified_by?: string | null | undefined
  readonly certification_details?: string | null | undefined
  readonly is_managed_externally?: boolean | null | undefined
  readonly external_url?: string | null | undefined
  readonly uuid?: string | null | undefined
  readonly datasource_id?: number | null | undefined
  readonly datasource_type?: string | null | undefined
  /** State that the writer last read; see the contract. */
  readonly expected_changed_on?: number | undefined
}

/** Charts that are kept read datasets: a run of SQL Lab is one person's and passes. Throws Unprocessable. */
const refuseKind = (type: string | null | undefined): void => {
  if (type === null || type === undefined || type === 'table' || type === 'dataset') return
  const told = 'A saved chart reads a dataset; save the query as a dataset first'
  throw new Unprocessable(told, { fields: { datasource_type: [told] } })
}

const refuseSource = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  try {
    refuseDataset(actor, await loadDataset(ctx, id))
  } catch (error) {
    if (error instanceof AppError && error.status === 404)
      throw new Unprocessable('The dataset does not exist', { fields: { datasource_id: ['Datasource does not exist'] }, cause: error })
    throw error
  }
}

/** Replaces the dashboards that show a chart. Throws Unprocessable on an unknown one, Forbidden on one of others. */
const setDashboards = async (db: Db, actor: Actor, chartId: number, wanted: readonly number[]): Promise<void> => {
  const known =
    wanted.length === 0
      ? []
      : await db
          .selectFrom('dashboards')
          .select('id')
          .where('id', 'in', [...wanted])
          .execute()
  if (known.length !== new Set(wanted).size) throw new Unprocessable('Dashboards do not exist', { fields: { dashboards: ['Dashboards do not exist'] } })
  const before = new Set(
    (await db.selectFrom('dashboard_charts').select('dashboard_id').where('chart_id', '=', chartId).execute()).map((row) => row.dashboard_id),
  )
  for (const { id } of known)
    if (!before.has(id)) {
      try {
        refuseOwnership(actor, await ownerIds(db, 'dashboard', id), 'dashboard')
      } catch (error) {
        throw error instanceof Forbidden ? new Forbidden('Changing one or more of these dashboards is forbidden', { cause: error }) : error
      }
    }
  await db.deleteFrom('dashboard_charts').where('chart_id', '=', chartId).execute()
  if (known.length > 0)
    await db
      .insertInto('dashboard_charts')
      .values(known.map(({ id }) => ({ dashboard_id: id, chart_id: chartId })))
      .execute()
}

/** Replaces the custom tags of an object. */
export const setTags = async (db: Db, type: string, id: number, tagIds: readonly number[]): Promise<void> => {
  const known =
    tagIds.length === 0
      ? []
      : await db
          .selectFrom('tags')
          .select(['id', 'type'])
          .where('id', 'in', [...tagIds])
          .execute()
  if (known.length !== new Set(tagIds).size) throw new Unprocessable('Tags do not exist', { fields: { tags: ['Tags do not exist'] } })
  await db.deleteFrom('tagged_objects').where('object_type', '=', type).where('object_id', '=', id).execute()
  // What the site tags itself holds without a row
  const custom = known.filter((tag) => tag.type === 'custom')
  if (custom.length > 0)
    await db
      .insertInto('tagged_objects')
      .values(custom.map((tag) => ({ tag_id: tag.id, object_type: type, object_id: id })))
      .execute()
}

/** Saves a new chart over a dataset that the maker may read. */
export const createChart = async (
  ctx: Context,
  actor: Actor,
  fields: ChartFields & { readonly slice_name: string; readonly datasource_id: number },
): Promise<ChartRow> => {
  refuseKind(fields.datasource_type)
  await refuseSource(ctx, actor, fields.datasource_id)
  const now = ctx.clock.now()
  const id = await ctx.metadata.db.transaction().execute(async (db) => {
    const made = await insertRow(db, ctx.metadata.kind, 'charts', {
      uuid: fields.uuid ?? crypto.randomUUID(),
      slice_name: fields.slice_name,
      datasource_id: fields.datasource_id,
      datasource_type: 'table',
      viz_type: fields.viz_type ?? 'table',
      params: fields.params ?? '{}',
      query_context: fields.query_context ?? null,
      description: fields.description ?? null,
      cache_timeout: fields.cache_timeout ?? null,
      certified_by: fields.certified_by ?? null,
      certification_details: fields.certification_details ?? null,
      last_saved_at: now,
      last_saved_by: actor.id,
      is_managed_externally: fields.is_managed_externally ?? false,
      external_url: fields.external_url ?? null,
      created_on: now,
      changed_on: now,
      created_by: actor.id,
      changed_by: actor.id,
    })
    await setOwners(db, 'chart', made, firstOwners(fields.owners, actor), actor)
    if (fields.dashboards !== undefined) await setDashboards(db, actor, made, fields.dashboards)
    await keepTagsOf(ctx, db, 'chart', await ownerIds(db, 'chart', made))
    await keepVersion(ctx, db, 'chart', made, actor)
    return made
  })
  return findChart(ctx, id)
}

const PLAIN = [
  'slice_name',
  'viz_type',
  'description',
  'query_context',
  'cache_timeout',
  'certified_by',
  'certification_details',
  'external_url',
  'datasource_id',
] as const

const patchOf = (fields: ChartFields): RowPatch<'charts'> => {
  const patch: Record<string, unknown> = {}
  for (const key of PLAIN) if (fields[key] !== undefined) patch[key] = fields[key]
  if (fields.params !== undefined) patch['params'] = fields.params ?? '{}'
  if (fields.is_managed_externally !== undefined) patch['is_managed_externally'] = fields.is_managed_externally ?? false
  return patch
}

/** Changes a chart of one's own; filling a missing query context needs no ownership. */
export const updateChart = async (ctx: Context, actor: Actor, id: number, fields: ChartFields): Promise<ChartRow> => {
  refuseKind(fields.datasource_type)
  const before = await visibleChart(ctx, actor, id)
  const generation =
    fields.query_context_generation === true &&
    Object.keys(fields).every((key) => key === 'query_context' || key === 'query_context_generation') &&
    before.query_context === null
  const owners = await ownerIds(ctx.metadata.db, 'chart', id)
  if (!generation) refuseOwnership(actor, owners, 'chart')
  if (fields.datasource_id !== undefined && fields.datasource_id !== null) await refuseSource(ctx, actor, fields.datasource_id)
  const expected = fields.expected_changed_on
  const now = Math.max(ctx.clock.now(), before.changed_on + 1)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await keepBefore(ctx, db, 'chart', id)
    const stamp = generation ? {} : { changed_on: now, changed_by: actor.id, last_saved_at: now, last_saved_by: actor.id }
    const { numUpdatedRows } = await db
      .updateTable('charts')
      .set({ ...patchOf(fields), ...stamp, ...(generation ? { query_context: fields.query_context ?? null } : {}) })
      .where('id', '=', id)
      // Compared by the write itself: of two writers at once the second finds another state
      .$if(expected !== undefined, (query) => query.where('changed_on', '=', expected ?? 0))
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) throw await conflictOf(ctx, db, 'chart', id)
    if (fields.owners !== undefined) await setOwners(db, 'chart', id, fields.owners, actor)
    if (fields.dashboards !== undefined) await setDashboards(db, actor, id, fields.dashboards)
    if (fields.tags !== undefined) await setTags(db, 'chart', id, fields.tags)
    await keepTagsOf(ctx, db, 'chart', await ownerIds(db, 'chart', id))
    await keepVersion(ctx, db, 'chart', id, actor)
  })
  return findChart(ctx, id)
}

/** Deletes charts all together or not at all. Throws NotFound when one is unknown. */
export const deleteCharts = async (ctx: Context, actor: Actor, ids: readonly number[]): Promise<void> => {
  for (const id of ids) {
    await visibleChart(ctx, actor, id)
    refuseOwnership(actor, await ownerIds(ctx.metadata.db, 'chart', id), 'chart')
  }
  await ctx.metadata.db.transaction().execute(async (db) => {
    await refuseReported(db, 'chart_id', ids)
    await moveToTrash(ctx, db, actor, 'chart', ids)
    await forgetMarks(db, 'chart', ids)
    const { numDeletedRows } = await db
      .deleteFrom('charts')
      .where('id', 'in', [...ids])
      .executeTakeFirstOrThrow()
    if (numDeletedRows !== BigInt(new Set(ids).size)) throw new NotFound()
  })
}

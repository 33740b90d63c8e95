import { AppError } from '@coset/core'
import { type Carrying, carry, type Item } from './carry.ts'
import type { ImportRequest } from './import.ts'
import { EXTRA_KINDS, type ExtraKind, inside, KINDS, type Referred, type Work } from './kinds/index.ts'
import type { Bundle, BundleKind, OldKind } from './parse.ts'
import { findByUuid, findDatabase, findDataset, stateOf } from './states.ts'
import { storeChart, storeDashboard, storeDataset, storeTags, storeTheme } from './store.ts'
import { storeDatabase } from './store-database.ts'
import { storeSavedQuery } from './store-saved-query.ts'
import { NO_TUNNEL_SECRETS, tunnelOfFile } from './tunnels.ts'

/** UUID → id here, of what came. */
type Ids = Map<string, number>

interface Round {
  readonly carrying: Carrying
  readonly bundle: Bundle
  readonly request: ImportRequest
  readonly ids: Readonly<Record<Referred | 'theme', Ids>>
  /** Files of our own kinds whose objects were not here when the bundle came. */
  readonly fresh: ReadonlySet<string>
}

const overwrites = ({ request }: Round, kind: BundleKind): boolean => (request.kind === null ? true : request.kind === kind && request.overwrite)

/** Only a review meets one that is not there: an import ended before. */
const must = (ids: Ids, uuid: string, noun: string): number => {
  const id = ids.get(uuid)
  if (id === undefined) throw new AppError(`It needs the ${noun} ${uuid}, which is refused`, { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors' })
  return id
}

const keep = async (ids: Ids, uuid: string, stored: Promise<number | null>): Promise<number | null> => {
  const id = await stored
  if (id !== null) ids.set(uuid, id)
  return id
}

const itemOf = (
  round: Round,
  kind: OldKind,
  file: string,
  object: { readonly name: string; readonly uuid: string },
  store: () => Promise<number>,
  find?: () => Promise<number | null>,
): Item => {
  const { ctx, db } = round.carrying.store
  return {
    kind,
    file,
    ...object,
    overwrite: overwrites(round, kind),
    wasThere: true,
    find: find ?? (() => findByUuid(db, kind, object.uuid)),
    state: (id) => stateOf(ctx, db, kind, id),
    store,
  }
}

const carrySources = async (round: Round): Promise<void> => {
  const { carrying, bundle, request, ids } = round
  const { store } = carrying
  for (const [path, file] of bundle.databases) {
    const password = request.passwords[path] ?? file.password ?? undefined
    const tunnel = tunnelOfFile(file, path, request.tunnelSecrets ?? NO_TUNNEL_SECRETS)
    const one = { name: file.database_name, uuid: file.uuid }
    const item = itemOf(
      round,
      'database',
      path,
      one,
      () => storeDatabase(store, file, { password, tunnel }, overwrites(round, 'database')),
      () => findDatabase(store.db, file),
    )
    await keep(ids.database, file.uuid, carry(carrying, item))
  }
  for (const [path, file] of bundle.datasets) {
    const one = { name: file.table_name, uuid: file.uuid }
    const find = () => findDataset(store.db, file, ids.database.get(file.database_uuid) ?? null)
    const item = itemOf(
      round,
      'dataset',
      path,
      one,
      () => storeDataset(store, file, must(ids.database, file.database_uuid, 'database'), overwrites(round, 'dataset')),
      find,
    )
    await keep(ids.dataset, file.uuid, carry(carrying, item))
  }
}

const carryBoards = async (round: Round): Promise<readonly number[]> => {
  const { carrying, bundle, ids } = round
  const { store } = carrying
  for (const [path, file] of bundle.themes) {
    const one = { name: file.theme_name, uuid: file.uuid }
    await keep(
      ids.theme,
      file.uuid,
      carry(
        carrying,
        itemOf(round, 'theme', path, one, () => storeTheme(store, file, overwrites(round, 'theme'))),
      ),
    )
  }
  for (const [path, file] of bundle.charts) {
    const put = async (): Promise<number> => {
      const id = await storeChart(store, file, must(ids.dataset, file.dataset_uuid, 'dataset'), overwrites(round, 'chart'))
      await storeTags(store, 'chart', id, file.tags, bundle.tags)
      return id
    }
    await keep(ids.chart, file.uuid, carry(carrying, itemOf(round, 'chart', path, { name: file.slice_name, uuid: file.uuid }, put)))
  }
  for (const [path, file] of bundle.saved_queries) {
    const put = () => storeSavedQuery(store, file, must(ids.database, file.database_uuid, 'database'), overwrites(round, 'saved_query'))
    await keep(ids.query, file.uuid, carry(carrying, itemOf(round, 'saved_query', path, { name: file.label ?? '', uuid: file.uuid }, put)))
  }
  const dashboards: number[] = []
  for (const [path, file] of bundle.dashboards) {
    const put = async (): Promise<number> => {
      const id = await storeDashboard(store, file, ids.chart, ids.dataset, ids.theme, overwrites(round, 'dashboard'))
      await storeTags(store, 'dashboard', id, file.tags, bundle.tags)
      return id
    }
    const id = await keep(ids.dashboard, file.uuid, carry(carrying, itemOf(round, 'dashboard', path, { name: file.dashboard_title, uuid: file.uuid }, put)))
    if (id !== null) dashboards.push(id)
  }
  return dashboards
}

const TABLES = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards', query: 'saved_queries' } as const

const workOf = ({ carrying, request, ids }: Round, file: string): Work => {
  const { ctx, db, actor } = carrying.store
  return {
    ctx: inside(ctx, db),
    db,
    actor,
    file,
    secrets: request.passwords,
    leftOut: (message) => void carrying.problems.push({ file, message }),
    idOf: async (kind, uuid) => ids[kind].get(uuid) ?? (await db.selectFrom(TABLES[kind]).select('id').where('uuid', '=', uuid).executeTakeFirst())?.id ?? null,
  }
}

const carryExtra = async (round: Round, kind: ExtraKind, path: string, file: unknown): Promise<void> => {
  const { carrying } = round
  const member = KINDS[kind]
  const work = workOf(round, path)
  const find = (): Promise<number | null> => member.find(work.db, file)
  const kept = (existing: number | null): existing is number => existing !== null && (member.isFixed?.(file) === true || !overwrites(round, kind))
  const existing = await find()
  await carry(carrying, {
    wasThere: !round.fresh.has(path),
    kind,
    file: path,
    name: member.nameOf(file),
    uuid: member.uuidOf(file),
    overwrite: !kept(existing),
    find,
    state: async (id) => ({ plain: await member.fields(work.ctx, id, work.actor), secret: (await member.secrets?.(work.db, id)) ?? {} }),
    store: async () => (kept(existing) ? existing : member.store(work, file, existing)),
  })
}

const freshFiles = async ({ store }: Carrying, bundle: Bundle): Promise<ReadonlySet<string>> => {
  const fresh = new Set<string>()
  for (const kind of EXTRA_KINDS) for (const [path, file] of bundle.extra[kind]) if ((await KINDS[kind].find(store.db, file)) === null) fresh.add(path)
  return fresh
}

/** Stores all that a bundle holds, in the order in which things need one another. */
export const carryAll = async (carrying: Carrying, bundle: Bundle, request: ImportRequest) => {
  const none = (): Ids => new Map()
  const ids = { database: none(), dataset: none(), chart: none(), dashboard: none(), query: none(), theme: none() }
  const round: Round = { carrying, bundle, request, ids, fresh: await freshFiles(carrying, bundle) }
  await carrySources(round)
  const dashboardIds = await carryBoards(round)
  for (const kind of EXTRA_KINDS) for (const [path, file] of bundle.extra[kind]) await carryExtra(round, kind, path, file)
  const { database, dataset, chart } = round.ids
  return { databases: database.size, datasets: dataset.size, charts: chart.size, dashboards: dashboardIds.length, dashboardIds }
}

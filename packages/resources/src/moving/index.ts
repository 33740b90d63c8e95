import { createHash } from 'node:crypto'
import { parseDatabaseUri } from '@coset/engines'
import type { Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { changeAccess } from '../security/access-change.ts'
import { createForeignSecrets } from './foreign-secrets.ts'
import { charts, dashboards } from './kinds/boards.ts'
import { databases, datasets, rowRules } from './kinds/data.ts'
import { grants } from './kinds/grants.ts'
import { savedQueries, tabs } from './kinds/lab.ts'
import { annotationLayers, annotations, cssTemplates, favourites, tagged, tags, themes } from './kinds/library.ts'
import { groups, memberships, roles, users } from './kinds/people.ts'
import { permalinks } from './kinds/permalinks.ts'
import { reports } from './kinds/reports.ts'
import { type Fate, type Move, moveKind, type Remark } from './move.ts'
import { openSource, type Source } from './source.ts'

export interface MoveRequest {
  /** The address of the other site's metadata database. */
  readonly from: string
  /** The other site's secret key. */
  readonly secretKey: string
  /** Everything is done and taken back. */
  readonly dryRun: boolean
}

export interface MoveReport {
  /** Kind → what became of its rows. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<Fate, number>>
  readonly remarks: readonly Remark[]
}

class TakenBack extends Error {}

/** Stands for a site: its address without what may change. */
export const siteOf = (address: string): string => {
  const { engine, host, port, database } = parseDatabaseUri(address)
  return createHash('sha256')
    .update([engine, host ?? '', port ?? '', database ?? ''].join('\n'))
    .digest('hex')
}

const everything = async (move: Move): Promise<void> => {
  for (const kind of [users, groups, roles]) await moveKind(move, kind)
  await memberships(move)
  for (const kind of [databases, datasets, rowRules]) await moveKind(move, kind)
  await grants(move)
  for (const kind of [themes, cssTemplates, annotationLayers, annotations, charts, dashboards, tags, savedQueries, tabs, reports]) await moveKind(move, kind)
  await moveKind(move, await permalinks(move))
  await tagged(move)
  await favourites(move)
}

const inside = async (ctx: Context, request: MoveRequest, source: Source, db: Kysely<Tables>): Promise<MoveReport> => {
  const move: Move = {
    ctx,
    db,
    source,
    open: createForeignSecrets(request.secretKey),
    site: siteOf(request.from),
    now: ctx.clock.now(),
    ids: new Map(),
    arrived: new Map(),
    counts: new Map(),
    remarks: [],
  }
  await everything(move)
  return { counts: move.counts, remarks: move.remarks }
}

/**
 * Brings another site over, all or nothing; the other site is only read. Told again it brings what changed there since, and leaves alone what was changed
 * here. Throws BadRequest for a wrong key or address.
 */
export const moveIn = async (ctx: Context, request: MoveRequest): Promise<MoveReport> => {
  await using source = await openSource(ctx, request.from)
  let report: MoveReport | null = null
  try {
    await changeAccess(ctx, async (db) => {
      report = await inside(ctx, request, source, db)
      if (request.dryRun) throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  return report ?? { counts: new Map(), remarks: [] }
}

export type { Fate, Remark } from './move.ts'
export { takeBack } from './take-back.ts'

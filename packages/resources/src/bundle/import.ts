import { type Actor, can } from '@coset/access'
import { BadRequest, Forbidden } from '@coset/core'
import { parseDatabaseUri } from '@coset/engines'
import type { Context } from '../context.ts'
import { PASSWORD_MASK } from '../database/index.ts'
import { withNote } from '../history/keep.ts'
import type { UploadedFile } from '../resource.ts'
import { changeAccess } from '../security/access-change.ts'
import type { Carrying, ObjectChange, Problem } from './carry.ts'
import { carryAll } from './carry-all.ts'
import { type Db, KINDS } from './kinds/index.ts'
import { type Bundle, type BundleKind, type FileErrors, type Files, importError, isExtra, type OldKind, parseBundle, secretField } from './parse.ts'
import { missingTunnelSecrets, NO_TUNNEL_SECRETS, refuseTunnels, type TunnelSecrets, tunnelSecrets } from './tunnels.ts'

export interface ImportRequest {
  readonly kind: BundleKind | null
  readonly bytes: Uint8Array
  readonly overwrite: boolean
  /** File path in the bundle → password. */
  readonly passwords: Readonly<Record<string, string>>
  /** The same for what databases' SSH servers ask for. */
  readonly tunnelSecrets?: TunnelSecrets
}

export interface ImportReport {
  readonly databases: number
  readonly datasets: number
  readonly charts: number
  readonly dashboards: number
  readonly dashboardIds: readonly number[]
  /** What was left out, and why. */
  readonly problems: readonly Problem[]
}

/** What an import would do. */
export interface ImportReview {
  readonly objects: readonly ObjectChange[]
  readonly problems: readonly Problem[]
}

const TABLES = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards', saved_query: 'saved_queries', theme: 'themes' } as const
const NOUNS = { database: 'Database', dataset: 'Dataset', chart: 'Chart', dashboard: 'Dashboard', saved_query: 'Saved query', theme: 'Theme' } as const

const existingUuids = async (ctx: Context, kind: OldKind, uuids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (uuids.length === 0) return new Set()
  const rows = await ctx.metadata.db
    .selectFrom(TABLES[kind])
    .select('uuid')
    .where('uuid', 'in', [...uuids])
    .execute()
  return new Set(rows.map((row) => row.uuid))
}

/** Masked addresses and SSH tunnels of databases that are new here need their secrets. */
const refuseMissingPasswords = async (ctx: Context, bundle: Bundle, request: ImportRequest): Promise<FileErrors> => {
  const known = await existingUuids(
    ctx,
    'database',
    [...bundle.databases.values()].map((d) => d.uuid),
  )
  const errors: FileErrors = {}
  for (const [path, file] of bundle.databases) {
    const masked = parseDatabaseUri(file.sqlalchemy_uri).password === PASSWORD_MASK
    if (known.has(file.uuid)) continue
    const lacks = masked && request.passwords[path] === undefined && (file.password ?? '') === ''
    const told = [
      ...(lacks ? ['Must provide a password for the database'] : []),
      ...missingTunnelSecrets(file, path, request.tunnelSecrets ?? NO_TUNNEL_SECRETS),
    ]
    if (told.length > 0) errors[path] = { _schema: told }
  }
  return errors
}

const told = (noun: string): string => `${noun} already exists and \`overwrite=true\` was not passed`

const refuseExtra = async (ctx: Context, bundle: Bundle, request: ImportRequest): Promise<FileErrors> => {
  const errors: FileErrors = {}
  if (!isExtra(request.kind)) return errors
  const member = KINDS[request.kind]
  for (const [path, file] of bundle.extra[request.kind])
    if (member.isFixed?.(file) !== true && (await member.find(ctx.metadata.db, file)) !== null) errors[path] = told(member.noun)
  return errors
}

/** Without `overwrite`, what is here already is refused file by file; only the main kind counts. */
const refuseExisting = async (ctx: Context, bundle: Bundle, request: ImportRequest): Promise<FileErrors> => {
  const { kind } = request
  if (kind === null || request.overwrite) return {}
  if (isExtra(kind)) return refuseExtra(ctx, bundle, request)
  const main: Files<{ readonly uuid: string }> = bundle[TABLES[kind]]
  const known = await existingUuids(
    ctx,
    kind,
    [...main.values()].map((file) => file.uuid),
  )
  return Object.fromEntries([...main].filter(([, file]) => known.has(file.uuid)).map(([path]) => [path, told(NOUNS[kind])]))
}

const opened = async (ctx: Context, actor: Actor, request: ImportRequest) => {
  if (request.kind === null && !can(actor, { verb: 'can_import_', view: 'ImportExportRestApi' })) throw new Forbidden()
  const bundle = await parseBundle(request.bytes, request.kind, {
    maxBytes: ctx.settings.bundleMaxBytes,
    maxEntries: ctx.settings.bundleMaxEntries,
    maxRatio: ctx.settings.bundleMaxRatio,
  })
  refuseTunnels(ctx, bundle.databases.values())
  const errors: FileErrors = { ...(await refuseMissingPasswords(ctx, bundle, request)), ...(await refuseExisting(ctx, bundle, request)) }
  return { bundle, errors }
}

/** Roles and row-level rules change what people may do and see: such imports wait for one another, and every server is told. */
const inTransaction = <T>(ctx: Context, { extra }: Bundle, work: (db: Db) => Promise<T>): Promise<T> =>
  extra.role.size > 0 || extra.row_level_rule.size > 0 ? changeAccess(ctx, work) : ctx.metadata.db.transaction().execute(work)

/** Imports a bundle, all or nothing. Throws 400, 403, 413 or 422 naming files and fields. */
export const importBundle = async (ctx: Context, actor: Actor, request: ImportRequest): Promise<ImportReport> => {
  const { bundle, errors } = await opened(ctx, actor, request)
  if (Object.keys(errors).length > 0) throw importError(request.kind ?? 'assets', errors)
  const before = new Set((await ctx.metadata.db.selectFrom('databases').select('id').execute()).map((row) => row.id))
  const problems: Problem[] = []
  const carrying = (db: Db): Carrying => ({ store: { ctx, db, actor }, review: false, errors: {}, objects: [], problems })
  const counts = await withNote('Imported', () => inTransaction(ctx, bundle, (db) => carryAll(carrying(db), bundle, request)))
  for (const id of before) await ctx.connections.forget(id)
  ctx.actors.forget()
  return { ...counts, problems }
}

class TakenBack extends Error {}

/** What {@link importBundle} would do: carried out, and taken back. Throws 400, 403, 413 or 422 for a bundle that cannot be read. */
export const reviewBundle = async (ctx: Context, actor: Actor, request: ImportRequest): Promise<ImportReview> => {
  const { bundle, errors } = await opened(ctx, actor, request)
  const objects: ObjectChange[] = []
  const problems: Problem[] = []
  try {
    await inTransaction(ctx, bundle, async (db) => {
      const carrying: Carrying = { store: { ctx, db, actor }, review: true, errors, objects, problems }
      await carryAll(carrying, bundle, request)
      throw new TakenBack()
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  return { objects, problems }
}

/** The import of a multipart form: the ZIP in `formData` (or `bundle`), the rest in text fields. */
export const importRequest = (kind: BundleKind | null, files: readonly UploadedFile[], fields: Readonly<Record<string, string>>): ImportRequest => {
  const file = files.find((f) => f.field === (kind === null ? 'bundle' : 'formData')) ?? files[0]
  if (file === undefined)
    throw new BadRequest('The file is missing', { fields: { [kind === null ? 'bundle' : 'formData']: ['Missing data for required field.'] } })
  return {
    kind,
    bytes: file.bytes,
    overwrite: fields['overwrite'] === 'true',
    passwords: secretField(fields, 'passwords'),
    tunnelSecrets: tunnelSecrets(fields),
  }
}

import { contract } from '@coset/contract'
import { type Call, type Handler, handle, Reply } from '../resource.ts'
import { exportAsExample } from './example.ts'
import { exportAssets, exportBundle } from './export.ts'
import { exportEverything, exportExtra, foldersOf } from './export-extra.ts'
import { importBundle, importRequest, reviewBundle } from './import.ts'
import type { ExtraKind } from './kinds/index.ts'
import type { BundleKind, OldKind } from './parse.ts'
import { writeYaml } from './yaml.ts'
import { writeZip } from './zip.ts'

const attachment = (file: { readonly name: string; readonly bytes: Uint8Array }, token: string | undefined): Reply =>
  new Reply(file.bytes, {
    headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${file.name}"` },
    ...(token === undefined || !/^[\w-]+$/.test(token) ? {} : { cookies: [{ name: token, value: 'done', maxAgeSeconds: 600 }] }),
  })

const kinds = ['database', 'dataset', 'chart', 'dashboard'] as const satisfies readonly OldKind[]

/** The routes of the kinds that Superset's bundles do not know. */
const extra: Readonly<Record<ExtraKind, typeof contract.report.transfer>> = {
  role: contract.security.transferRoles,
  row_level_rule: contract.rowLevelSecurity.transfer,
  report: contract.report.transfer,
  tag: contract.tag.transfer,
  annotation_layer: contract.annotationLayer.transfer,
  css_template: contract.cssTemplate.transfer,
}

type Importing = Pick<Call<typeof contract.report.transfer.import>, 'ctx' | 'actor' | 'files' | 'fields'>

/** Carries an import out, or says what it would do. */
const bring = async ({ ctx, actor, files, fields }: Importing, kind: BundleKind | null, message: string) => {
  const request = importRequest(kind, files, fields)
  if (fields['dry_run'] === 'true') return { result: await reviewBundle(ctx, actor, request) }
  const { problems } = await importBundle(ctx, actor, request)
  return problems.length === 0 ? { message } : { message, problems }
}

const extraHandlers = (Object.keys(extra) as ExtraKind[]).flatMap((kind) => [
  handle(extra[kind].export, async ({ ctx, actor, q, query }) => attachment(await exportExtra(ctx, actor, kind, q), query.token)),
  handle(extra[kind].import, (call) => bring(call, kind, 'OK')),
])

export const bundleHandlers: readonly Handler[] = [
  ...kinds.flatMap((kind) => [
    handle(contract[kind].export, async ({ ctx, actor, q, query }) => attachment(await exportBundle(ctx, actor, kind, q), query.token)),
    handle(contract[kind].import, (call) => bring(call, kind, 'OK')),
  ]),
  ...extraHandlers,
  handle(contract.dashboard.exportAsExample, exportAsExample),
  handle(contract.theme.export, async ({ ctx, actor, q, query }) => attachment(await exportBundle(ctx, actor, 'theme', q), query.token)),
  handle(contract.theme.import, (call) => bring(call, 'theme', 'Theme imported successfully')),
  handle(contract.savedQuery.export, async ({ ctx, actor, q, query }) => attachment(await exportBundle(ctx, actor, 'saved_query', q), query.token)),
  handle(contract.savedQuery.import, (call) => bring(call, 'saved_query', 'OK')),
  handle(contract.database.assetsExport, async ({ ctx, actor, query }) => {
    if (query.kinds === undefined && query.everything !== 'true') return attachment(await exportAssets(ctx, actor), undefined)
    return attachment(await exportEverything(ctx, actor, query.kinds === undefined ? null : foldersOf(query.kinds)), undefined)
  }),
  handle(contract.database.assetsImport, (call) => bring(call, null, 'OK')),
]

/** Plain values by path as the bytes of a bundle. */
export const bundleOf = (root: string, files: ReadonlyMap<string, unknown>): Promise<Uint8Array> =>
  writeZip(root, new Map([...files].map(([path, value]) => [path, writeYaml(value)])))

export type { ObjectChange, Problem } from './carry.ts'
export { exportAssets, exportBundle } from './export.ts'
export { exportEverything, foldersOf } from './export-extra.ts'
export { type ImportReport, type ImportRequest, type ImportReview, importBundle, reviewBundle } from './import.ts'

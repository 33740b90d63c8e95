import { contract } from '@coset/contract'
import { type Handler, handle, Reply } from '../resource.ts'
import { exportAsExample } from './example.ts'
import { exportAssets, exportBundle } from './export.ts'
import { importBundle, importRequest } from './import.ts'
import type { BundleKind } from './parse.ts'
import { writeYaml } from './yaml.ts'
import { writeZip } from './zip.ts'

const attachment = (file: { readonly name: string; readonly bytes: Uint8Array }, token: string | undefined): Reply =>
  new Reply(file.bytes, {
    headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${file.name}"` },
    ...(token === undefined || !/^[\w-]+$/.test(token) ? {} : { cookies: [{ name: token, value: 'done', maxAgeSeconds: 600 }] }),
  })

const kinds = ['database', 'dataset', 'chart', 'dashboard'] as const satisfies readonly BundleKind[]

export const bundleHandlers: readonly Handler[] = [
  ...kinds.flatMap((kind) => [
    handle(contract[kind].export, async ({ ctx, actor, q, query }) => attachment(await exportBundle(ctx, actor, kind, q), query.token)),
    handle(contract[kind].import, async ({ ctx, actor, files, fields }) => {
      await importBundle(ctx, actor, importRequest(kind, files, fields))
      return { message: 'OK' }
    }),
  ]),
  handle(contract.dashboard.exportAsExample, exportAsExample),
  handle(contract.theme.export, async ({ ctx, actor, q, query }) => attachment(await exportBundle(ctx, actor, 'theme', q), query.token)),
  handle(contract.theme.import, async ({ ctx, actor, files, fields }) => {
    await importBundle(ctx, actor, importRequest('theme', files, fields))
    return { message: 'Theme imported successfully' }
  }),
  handle(contract.savedQuery.export, async ({ ctx, actor, q, query }) => attachment(await exportBundle(ctx, actor, 'saved_query', q), query.token)),
  handle(contract.savedQuery.import, async ({ ctx, actor, files, fields }) => {
    await importBundle(ctx, actor, importRequest('saved_query', files, fields))
    return { message: 'OK' }
  }),
  handle(contract.database.assetsExport, async ({ ctx, actor }) => attachment(await exportAssets(ctx, actor), undefined)),
  handle(contract.database.assetsImport, async ({ ctx, actor, files, fields }) => {
    await importBundle(ctx, actor, importRequest(null, files, fields))
    return { message: 'OK' }
  }),
]

/** Plain values by path as the bytes of a bundle. */
export const bundleOf = (root: string, files: ReadonlyMap<string, unknown>): Promise<Uint8Array> =>
  writeZip(root, new Map([...files].map(([path, value]) => [path, writeYaml(value)])))

export { exportAssets, exportBundle } from './export.ts'
export { type ImportReport, type ImportRequest, importBundle } from './import.ts'

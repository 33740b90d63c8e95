import { readFileSync, writeFileSync } from 'node:fs'
import { InternalError } from '@coset/core'
import { exportAssets, exportEverything, foldersOf, type ImportReview, importBundle, record, reviewBundle } from '@coset/resources'
import { loadConfig } from '../config/load.ts'
import { createProcess, type Process } from '../context.ts'
import { ensureAdministrator } from '../roles/serve.ts'
import { write } from './output.ts'

type Actor = Parameters<typeof importBundle>[1]

const tell = async ({ ctx }: Process, actor: Actor, action: string, detail: string): Promise<void> =>
  record(ctx, {
    ...{ userId: actor.id, userName: actor.username, via: 'command', action, objectKind: 'site', objectId: '', objectName: '' },
    ...{ status: 0, address: '', requestId: '', detail },
  })

const asAdministrator = async <T>(work: (running: Process, actor: Actor) => Promise<T>): Promise<T> => {
  const running = await createProcess(await loadConfig(), process.env['NODE_ENV'] === 'production')
  try {
    await ensureAdministrator(running)
    const admin = await running.ctx.metadata.db.selectFrom('users').select('id').where('username', '=', running.config.adminUsername).executeTakeFirst()
    const actor = admin === undefined ? null : await running.ctx.actors.byId(admin.id)
    if (actor === null) throw new InternalError(`There is no active user ${running.config.adminUsername}`, { expose: true })
    return await work(running, actor)
  } finally {
    await running.close()
  }
}

/** Names in bundles are written by strangers; a terminal obeys control characters. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ')

const differenceOf = ({ field, before, after }: ImportReview['objects'][number]['differences'][number]): string =>
  `${field}: ${before === '' ? '(nothing)' : before} → ${after === '' ? '(nothing)' : after}`

/** One line an object, then the members that would change, a line each. */
export const reviewText = ({ objects, problems }: ImportReview): string => {
  const rows = [['change', 'kind', 'name', 'file'], ...objects.map(({ change, kind, name, file }) => [change, kind, plain(name), plain(file)])]
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[] | undefined): string =>
    (row ?? [])
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return [
    line(rows[0]),
    ...objects.flatMap((object, i) => [line(rows[i + 1]), ...object.differences.map((one) => `    ${plain(differenceOf(one))}`)]),
    ...problems.map(({ file, message }) => plain(`${file}: ${message}`)),
  ].join('\n')
}

interface ImportOptions {
  readonly password?: readonly string[]
  readonly dryRun?: boolean
}

/** `coset import FILE`: a bundle of any kind, overwriting what it holds. Passwords: `--password databases/x.yaml=…`. With `--dry-run` only what it would do. */
export const importCommand = async (file: string, options: ImportOptions): Promise<void> => {
  const passwords = Object.fromEntries((options.password ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  const request = { kind: null, bytes: readFileSync(file), overwrite: true, passwords }
  if (options.dryRun === true) {
    write(reviewText(await asAdministrator((running, actor) => reviewBundle(running.ctx, actor, request))))
    return write('Nothing was changed')
  }
  const report = await asAdministrator(async (running, actor) => {
    const made = await importBundle(running.ctx, actor, request)
    await tell(running, actor, 'command.import', `${made.dashboards} dashboards, ${made.charts} charts, ${made.datasets} datasets, ${made.databases} databases`)
    return made
  })
  write(`Imported ${report.dashboards} dashboards, ${report.charts} charts, ${report.datasets} datasets, ${report.databases} databases`)
  for (const { file: path, message } of report.problems) write(plain(`${path}: ${message}`))
}

/** `coset export FILE`: Superset's kinds as one bundle; with `--everything` all kinds, with `--kinds` these. */
export const exportCommand = async (file: string, options: { readonly kinds?: string; readonly everything?: boolean }): Promise<void> => {
  const folders = options.kinds === undefined ? null : foldersOf(options.kinds)
  const { bytes } = await asAdministrator(async (running, actor) => {
    await tell(running, actor, 'command.export', folders === null ? '' : [...folders].join(', '))
    return folders === null && options.everything !== true ? exportAssets(running.ctx, actor) : exportEverything(running.ctx, actor, folders)
  })
  writeFileSync(file, bytes, { mode: 0o600 })
  write(`Wrote ${file}`)
}

import { readFileSync, writeFileSync } from 'node:fs'
import { InternalError } from '@coset/core'
import { exportAssets, importBundle } from '@coset/resources'
import { loadConfig } from '../config/load.ts'
import { createProcess, type Process } from '../context.ts'
import { ensureAdministrator } from '../roles/serve.ts'
import { write } from './output.ts'

const asAdministrator = async <T>(work: (running: Process, actor: Parameters<typeof importBundle>[1]) => Promise<T>): Promise<T> => {
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

/** `coset import FILE`: a bundle of any kind, overwriting what it holds. Passwords: `--password databases/x.yaml=…`. */
export const importCommand = async (file: string, options: { readonly password?: readonly string[] }): Promise<void> => {
  const passwords = Object.fromEntries((options.password ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  const report = await asAdministrator((running, actor) =>
    importBundle(running.ctx, actor, { kind: null, bytes: readFileSync(file), overwrite: true, passwords }),
  )
  write(`Imported ${report.dashboards} dashboards, ${report.charts} charts, ${report.datasets} datasets, ${report.databases} databases`)
}

/** `coset export FILE`: everything as one bundle. */
export const exportCommand = async (file: string): Promise<void> => {
  const { bytes } = await asAdministrator((running, actor) => exportAssets(running.ctx, actor))
  writeFileSync(file, bytes, { mode: 0o600 })
  write(`Wrote ${file}`)
}

import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { InternalError } from '@coset/core'
import { exampleFiles, LOADER } from '@coset/examples'
import { bundleOf, importBundle } from '@coset/resources'
import type { Process } from '../context.ts'

const MARK = 'examples_loaded'

const writeDatabase = (target: string): Promise<void> =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [LOADER, target], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.on('error', failed)
    child.on('exit', (code) =>
      code === 0 ? done() : failed(new InternalError(`the example database could not be written: ${said.slice(0, 2000)}`, { expose: true })),
    )
  })

/** Loads the example dashboards once in the life of a site; gives how many came. What people delete stays deleted. */
export const loadExamples = async ({ ctx, config }: Process): Promise<number> => {
  const { db } = ctx.metadata
  const loaded = await db.selectFrom('settings').select('name').where('name', '=', MARK).executeTakeFirst()
  if (loaded !== undefined) return 0
  const admin = await db.selectFrom('users').select('id').where('username', '=', config.adminUsername).executeTakeFirst()
  const actor = admin === undefined ? null : await ctx.actors.byId(admin.id)
  if (actor === null) return 0
  const target = join(resolve(config.dataDir), 'examples.duckdb')
  await writeDatabase(target)
  const bytes = await bundleOf('examples', exampleFiles(`duckdb:///${target}`))
  const { dashboards } = await importBundle(ctx, actor, { kind: null, bytes, overwrite: true, passwords: {} })
  await db
    .insertInto('settings')
    .values({ name: MARK, value: new Date(ctx.clock.now()).toISOString() })
    .execute()
  return dashboards
}

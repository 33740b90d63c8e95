import { BadRequest } from '@coset/core'
import { type Fate, type MoveReport, moveIn, record, siteOf, takeBack } from '@coset/resources'
import { ensureAdministrator } from '../roles/serve.ts'
import { write } from './output.ts'
import { startProcess } from './start-process.ts'

const FATES: readonly Fate[] = ['new', 'changed', 'same', 'here already', 'kept, changed here', 'deleted here', 'left out']

/** Columns as wide as their widest text; the first to the left. */
const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) => row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  ')).join('\n')
}

const counted = ({ counts }: MoveReport): string => {
  const used = FATES.filter((fate) => [...counts.values()].some((own) => (own.get(fate) ?? 0) > 0))
  return table([['kind', ...used], ...[...counts].map(([kind, own]) => [kind, ...used.map((fate) => String(own.get(fate) ?? 0))])])
}

const tell = async ({ ctx }: Awaited<ReturnType<typeof startProcess>>, action: string, detail: string): Promise<void> =>
  record(ctx, {
    ...{ userId: null, userName: '', via: 'command', action, objectKind: 'site', objectId: '', objectName: '' },
    ...{ status: 0, address: '', requestId: '', detail },
  })

interface Options {
  readonly from: string
  readonly secretKey?: string
  readonly apply?: boolean
  readonly undo?: boolean
}

const keyOf = ({ secretKey = process.env['COSET_MIGRATE_SECRET_KEY'] ?? '' }: Options): string => {
  if (secretKey === '') throw new BadRequest('The other site’s secret key is needed: --secret-key, or COSET_MIGRATE_SECRET_KEY')
  return secretKey
}

/** `coset migrate`: what would come from another site; with `--apply` it comes, with `--undo` it goes again. */
export const migrateCommand = async (options: Options): Promise<void> => {
  const key = options.undo === true ? '' : keyOf(options)
  const running = await startProcess()
  try {
    await ensureAdministrator(running)
    if (options.undo === true) {
      const gone = await takeBack(running.ctx, siteOf(options.from))
      await tell(running, 'command.migrate.undo', [...gone].map(([kind, count]) => `${count} ${kind}`).join(', '))
      return write(gone.size === 0 ? 'Nothing came from there' : table([['kind', 'gone'], ...[...gone].map(([kind, count]) => [kind, String(count)])]))
    }
    const began = performance.now()
    const report = await moveIn(running.ctx, { from: options.from, secretKey: key, dryRun: options.apply !== true })
    if (options.apply === true) await tell(running, 'command.migrate', [...report.counts].map(([kind, own]) => `${own.get('new') ?? 0} new ${kind}`).join(', '))
    write(counted(report))
    for (const { kind, name, fate, why } of report.remarks) write(`${kind} “${name}”: ${fate === 'note' ? why : [fate, why].filter(Boolean).join(', ')}`)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    write(options.apply === true ? `Moved in ${seconds} s` : `Nothing was changed (looked for ${seconds} s). Say --apply to move`)
  } finally {
    await running.close()
  }
}

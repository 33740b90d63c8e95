import { BadRequest, InternalError } from '@coset/core'
import { compareCharts, type Verdict } from '../compare/compare.ts'
import { openSite, signIn } from '../compare/other-site.ts'
import { serve } from '../roles/serve.ts'
import { write } from './output.ts'
import { startProcess } from './start-process.ts'

interface Options {
  readonly with: string
  readonly username: string
  readonly password?: string
}

const passwordOf = ({ password = process.env['COSET_COMPARE_PASSWORD'] ?? '' }: Options): string => {
  if (password === '') throw new BadRequest('The password on the other site is needed: --password, or COSET_COMPARE_PASSWORD')
  return password
}

/** `coset compare --with URL`: asks every chart on both sites and prints where numbers differ. The exit code is 1 when some do. */
export const compareCommand = async (options: Options): Promise<void> => {
  const base = options.with.replace(/\/+$/, '')
  const there = openSite(base, await signIn(base, options.username, passwordOf(options)))
  const running = await startProcess()
  const serving = await serve({ ...running, config: { ...running.config, host: '127.0.0.1', port: 0 } })
  try {
    const { ctx, config, tokens } = running
    const admin = await ctx.metadata.db.selectFrom('users').select('id').where('username', '=', config.adminUsername).executeTakeFirst()
    if (admin === undefined) throw new InternalError(`There is no user ${config.adminUsername}`, { expose: true })
    const here = openSite(serving.url, await tokens.sign('access', admin.id))
    const counts = new Map<Verdict['outcome'], number>()
    for await (const { id, name, outcome, told } of compareCharts(ctx, here, there)) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      if (outcome !== 'same') write(`chart ${id} “${name}”: ${[outcome, told].filter(Boolean).join(', ')}`)
    }
    write([...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'There are no charts here')
    if ((counts.get('differs') ?? 0) + (counts.get('fails here') ?? 0) > 0) process.exitCode = 1
  } finally {
    await serving.app.close()
    await running.close()
  }
}

import type { Metadata } from '@coset/metadata'
import { type Opinion, ok, warning } from './finding.ts'

/** As on the page of jobs. */
const ALIVE_MS = 20_000

const KINDS = {
  worker: 'jobs wait until one runs: coset worker',
  beat: 'nothing is handed out by the clock until one runs: coset beat',
} as const

/** Signs of life of one kind of process. Nobody alive breaks nothing: the site may not have been started yet. */
export const checkProcesses = async (metadata: Metadata | null, kind: keyof typeof KINDS, now: number): Promise<Opinion> => {
  if (metadata === null) return warning('not looked at: they sign in the metadata database')
  const rows = await metadata.db.selectFrom('workers').select(['host', 'pid', 'seen_on']).where('kind', '=', kind).execute()
  const silent = rows.filter(({ seen_on }) => now - seen_on >= ALIVE_MS)
  const alive = rows.length - silent.length
  const names = silent.slice(0, 3).map(({ host, pid, seen_on }) => `${host} ${pid} for ${Math.round((now - seen_on) / 1000)} s`)
  const gone = silent.length === 0 ? '' : `; ${silent.length} silent (${names.join(', ')})`
  if (alive === 0) return warning(`none is alive${gone}; ${KINDS[kind]}`)
  return silent.length === 0 ? ok(`${alive} alive`) : warning(`${alive} alive${gone}`)
}

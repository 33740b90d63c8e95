import { setTimeout as wait } from 'node:timers/promises'
import type { Measure } from '../measure.ts'
import { residentMegabytes } from '../probes/memory.ts'
import { openManyRows } from '../sides/many-rows.ts'
import { downloadRows } from './csv-request.ts'

const SETTLE_MS = 5_000
const LOOK_MS = 100

/** The most memory of a process while work goes on. */
const peakDuring = async (pid: number, work: Promise<unknown>): Promise<number> => {
  const ended = new AbortController()
  const done = work.finally(() => ended.abort())
  let most = 0
  while (!ended.signal.aborted) {
    most = Math.max(most, await residentMegabytes(pid))
    await wait(LOOK_MS)
  }
  await done
  return most
}

export const csvMemory: Measure = {
  name: 'csv-memory',
  about: 'Most memory above idle while that file is sent',
  unit: 'MB',
  goal: { of: 'ours', bound: 'at most', value: 150 },
  against: null,
  run: async (context) => {
    await using many = await openManyRows(context.warehouse)
    await wait(SETTLE_MS)
    const idle = await residentMegabytes(many.coset.pid)
    const peak = await peakDuring(many.coset.pid, downloadRows(many.admin, many.datasetId))
    return { ours: peak - idle, theirs: null, note: `${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at most` }
  },
}

import { setTimeout as wait } from 'node:timers/promises'
import { temporaryFolder } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { residentMegabytes } from '../probes/memory.ts'
import { startCoset } from '../sides/coset.ts'

const SETTLE_MS = 10_000

const settled = async (dataDir: string): Promise<number> => {
  await using coset = await startCoset(dataDir, { examples: true })
  await coset.printed(/ready at/)
  await wait(SETTLE_MS)
  return residentMegabytes(coset.pid)
}

export const idleMemory: Measure = {
  name: 'idle-memory',
  about: 'Resident memory of the all-in-one process, 10 s after a start',
  unit: 'MB',
  goal: { of: 'ours', bound: 'at most', value: 200 },
  against: null,
  run: async () => {
    using folder = temporaryFolder()
    const first = await settled(folder.path)
    const later = await settled(folder.path)
    return { ours: Math.max(first, later), theirs: null, note: `first start ${first.toFixed(0)}, later start ${later.toFixed(0)}` }
  },
}

import { temporaryFolder } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { median } from '../probes/sampling.ts'
import { startCoset } from '../sides/coset.ts'

const ROUNDS = 5

const start = async (dataDir: string): Promise<number> => {
  await using coset = await startCoset(dataDir, { examples: true })
  return coset.firstAnswerMs / 1000
}

export const secondStart: Measure = {
  name: 'second-start',
  about: 'Any later start until the first answered request',
  unit: 's',
  goal: { of: 'ours', bound: 'at most', value: 2 },
  against: null,
  run: async () => {
    using folder = temporaryFolder()
    {
      await using coset = await startCoset(folder.path, { examples: true })
      await coset.printed(/^Loaded/)
    }
    const seconds: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) seconds.push(await start(folder.path))
    return { ours: median(seconds), theirs: null }
  },
}

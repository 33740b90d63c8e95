import { temporaryFolder } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { median } from '../probes/sampling.ts'
import { startCoset } from '../sides/coset.ts'

const ROUNDS = 3

const load = async (): Promise<number> => {
  using folder = temporaryFolder()
  await using coset = await startCoset(folder.path, { examples: true })
  return (await coset.printed(/^Loaded/)) / 1000
}

export const exampleLoad: Measure = {
  name: 'example-load',
  about: 'First start on an empty data folder until the examples are loaded',
  unit: 's',
  goal: { of: 'ours', bound: 'at most', value: 5 },
  against: null,
  run: async () => {
    const seconds: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) seconds.push(await load())
    return { ours: median(seconds), theirs: null }
  },
}

/** The middle value; of an even number of values the mean of the middle two. Throws when there is none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const high = sorted[Math.floor(sorted.length / 2)]
  const low = sorted[Math.ceil(sorted.length / 2) - 1]
  if (high === undefined || low === undefined) throw new Error('no values')
  return (low + high) / 2
}

/** Takes a figure of both in turns; who comes first changes from round to round, so that a drift of the machine falls on both alike. */
export const inTurns = async (
  rounds: number,
  ours: () => Promise<number>,
  theirs: (() => Promise<number>) | null,
): Promise<{ readonly ours: readonly number[]; readonly theirs: readonly number[] }> => {
  const found = { ours: [] as number[], theirs: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) found.ours.push(await ours())
    if (theirs !== null) found.theirs.push(await theirs())
    if (round % 2 === 1) found.ours.push(await ours())
  }
  return found
}

/** Milliseconds that work takes. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Medians of figures taken in turns. */
export const mediansInTurns = async (
  rounds: number,
  ours: () => Promise<number>,
  theirs: (() => Promise<number>) | null,
): Promise<{ readonly ours: number; readonly theirs: number | null }> => {
  const found = await inTurns(rounds, ours, theirs)
  return { ours: median(found.ours), theirs: theirs === null ? null : median(found.theirs) }
}

import type { BigSite } from './sides/big-site.ts'
import type { Sides } from './sides/sides.ts'

/** What a figure is held against: ours divided by theirs, or ours by itself in the unit of the measure. */
export interface Goal {
  readonly of: 'ratio' | 'ours'
  readonly bound: 'at least' | 'at most'
  readonly value: number
}

export interface Figures {
  readonly ours: number
  /** Null when there was nothing to compare with. */
  readonly theirs: number | null
  /** How the figures came about, where a reader of the table has to know. */
  readonly note?: string
}

export interface Context {
  /** Both servers with the same dashboards; started and filled by the first measure that asks. */
  sides(): Promise<Sides>
  /** Both with the same large site; made by the first measure that asks. Throws without a reference whose metadata database may be written. */
  bigSite(): Promise<BigSite>
  /** A warehouse that both servers read, as a `postgresql://` address. */
  readonly warehouse: string
}

/** One measurement. `run` throws when it could not be made; a missed goal is no failure. */
export interface Measure {
  readonly name: string
  readonly about: string
  readonly unit: string
  readonly goal: Goal
  /** Whom `theirs` speaks of. */
  readonly against: string | null
  /** Asks for the large site: left out of a whole run that may not make one. */
  readonly onBigSite?: true
  run(context: Context): Promise<Figures>
}

export interface Outcome extends Figures {
  /** Ours divided by theirs. */
  readonly ratio: number | null
  /** Null when the goal needs a figure that is missing. */
  readonly ok: boolean | null
}

/** Holds figures against the goal. */
export const judge = (goal: Goal, figures: Figures): Outcome => {
  const ratio = figures.theirs === null ? null : figures.ours / figures.theirs
  const value = goal.of === 'ratio' ? ratio : figures.ours
  const ok = value === null ? null : goal.bound === 'at least' ? value >= goal.value : value <= goal.value
  return { ...figures, ratio, ok }
}

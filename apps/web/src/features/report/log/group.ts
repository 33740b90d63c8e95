import { momentOf } from '../../../shared/moment/text.ts'
import type { LogRow, State } from '../model/types.ts'

/** Rows that only say that the owners were told of the error before. */
const TOLD_MARK = 'Notification sent with error'

/** One run with its steps. */
export interface Execution {
  readonly uuid: string
  readonly state: State
  readonly scheduledAt: number | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  readonly value: string
  /** In the order in which they came. */
  readonly errors: readonly string[]
  /** The owners have a mail about the error. */
  readonly ownersTold: boolean
  /** Newest first. */
  readonly steps: readonly LogRow[]
}

const valueText = (steps: readonly LogRow[]): string => {
  const value = steps.find((step) => step.value !== null)?.value
  if (value !== undefined && value !== null) return value.toLocaleString('en')
  return steps.find((step) => step.value_row_json !== null && step.value_row_json !== '')?.value_row_json ?? ''
}

const executionOf = (uuid: string, steps: readonly LogRow[]): Execution | null => {
  const [newest] = steps
  if (newest === undefined) return null
  const starts = steps.flatMap((step) => momentOf(step.start_dttm) ?? [])
  const outcome = steps.find((step) => step.error_message !== TOLD_MARK) ?? newest
  return {
    uuid,
    state: outcome.state,
    scheduledAt: momentOf(newest.scheduled_dttm),
    startedAt: starts.length === 0 ? null : Math.min(...starts),
    endedAt: outcome.state === 'Working' && outcome.error_message === null ? null : momentOf(outcome.end_dttm),
    value: valueText(steps),
    errors: steps.toReversed().flatMap((step) => (step.error_message === null || step.error_message === TOLD_MARK ? [] : [step.error_message])),
    ownersTold: steps.some((step) => step.error_message === TOLD_MARK),
    steps,
  }
}

/** Runs, the newest first. Rows may come twice, when pages moved on while they were read. */
export const executionsOf = (rows: readonly LogRow[]): readonly Execution[] => {
  const all = new Map(rows.map((row) => [row.id, row]))
  const groups = Map.groupBy(
    [...all.values()].toSorted((a, b) => b.id - a.id),
    (row) => row.uuid,
  )
  return [...groups].flatMap(([uuid, steps]) => executionOf(uuid, steps) ?? [])
}

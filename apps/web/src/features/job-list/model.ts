import type { JobCounts, JobFacts, WorkerFacts } from '@coset/contract'
import { t } from '../../session/i18n.ts'

export type JobState = JobFacts['state']
export type QueueName = JobFacts['queue']

export interface Overview {
  readonly broker: string
  /** States whose jobs the broker can name. */
  readonly lists: readonly JobState[]
  readonly queues: readonly { readonly queue: QueueName; readonly counts: JobCounts }[]
  readonly workers: readonly WorkerFacts[]
}

/** Failed ones first: they need somebody. */
export const STATES: readonly JobState[] = ['dead', 'running', 'waiting', 'delayed']

export const stateName = (state: JobState): string => ({ dead: t('Failed'), running: t('Running'), waiting: t('Waiting'), delayed: t('Later') })[state]

export const queueName = (queue: string): string =>
  ({ queries: t('Queries'), thumbnails: t('Pictures'), reports: t('Alerts and reports'), maintenance: t('Maintenance') })[queue] ?? queue

/** How many jobs of all queues, or of one, are in a state. */
export const countOf = (overview: Overview, state: JobState, queue: QueueName | null): number =>
  overview.queues.filter((one) => queue === null || one.queue === queue).reduce((sum, one) => sum + one.counts[state], 0)

/** The first line of an error, for tables. */
export const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? ''

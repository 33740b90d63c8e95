import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '@coset/testing'
import { runsOf, startRun } from './slow-work.test-support.ts'

/** People who go on asking for runs of SQL Lab. */
export interface Load {
  /** Names of the runs that were accepted. */
  readonly accepted: readonly string[]
  /** Answers to the others. */
  readonly refused: readonly { readonly status: number; readonly text: string }[]
  /** Names of accepted runs that have not succeeded. */
  open(): Promise<readonly string[]>
  stop(): Promise<void>
}

const PAUSE_MS = 50

/** Two people ask on until they are stopped. */
export const startLoad = (admin: Client, databaseId: number): Load => {
  const accepted: string[] = []
  const refused: { readonly status: number; readonly text: string }[] = []
  let stopped = false
  const ask = async (line: number): Promise<void> => {
    for (let i = 0; !stopped; i++) {
      const name = `load-${line}-${i}`
      const answer = await startRun(admin, databaseId, name, `SELECT ${line} AS line, ${i} AS place`)
      if (answer.status === 202) accepted.push(name)
      else refused.push({ status: answer.status, text: answer.text })
      await wait(PAUSE_MS)
    }
  }
  const lines = [1, 2].map(ask)
  return {
    accepted,
    refused,
    open: async () => {
      const runs = await runsOf(admin)
      return accepted.filter((name) => runs.get(name)?.state !== 'success')
    },
    stop: async () => {
      stopped = true
      await Promise.all(lines)
    },
  }
}

import { Worker } from 'node:worker_threads'
import { BadRequest, Cancelled, InternalError, Timeout } from '@coset/core'
import { applyOperations, type Frame, type OperationRule } from '@coset/frame'
import { buffersOf, packFrame, unpackFrame } from './transfer.ts'
import type { Outcome, Work } from './worker.ts'

/** Post-processing; large frames and forecasts run in a thread of their own. */
export interface Operations {
  /** Throws BadRequest as the operations do, Cancelled and Timeout. */
  run(frame: Frame, rules: readonly OperationRule[], signal?: AbortSignal): Promise<Frame>
  close(): Promise<void>
}

export interface OperationsOptions {
  /** Frames of more cells than this leave the event loop. */
  readonly inlineCells: number
  readonly timeoutMs: number
  /** Threads that stay; more work waits. */
  readonly threads: number
}

interface Thread {
  readonly worker: Worker
  idleTimer: NodeJS.Timeout | undefined
}

const IDLE_MS = 30_000

const isHeavy = (frame: Frame, rules: readonly OperationRule[], inlineCells: number): boolean =>
  rules.some((rule) => rule.operation === 'prophet') || (rules.length > 0 && frame.rowCount * frame.columns.length > inlineCells)

const settle = (outcome: Outcome): Frame => {
  if ('frame' in outcome) return unpackFrame(outcome.frame)
  if ('refused' in outcome) throw new BadRequest(outcome.refused)
  throw new InternalError(`post-processing failed: ${outcome.failed}`)
}

/** One piece of work on a thread: its outcome, or the reason why the thread must go. */
const perform = (worker: Worker, work: Work, options: OperationsOptions, signal: AbortSignal | undefined): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      worker.off('message', receive)
      worker.off('error', fail)
      worker.off('exit', exit)
    }
    const receive = (outcome: Outcome): void => {
      done()
      resolve(outcome)
    }
    const fail = (error: unknown): void => {
      done()
      reject(error)
    }
    const exit = (code: number): void => fail(new InternalError(`the post-processing thread ended with ${code}`))
    const cancel = (): void => fail(new Cancelled())
    const timer = setTimeout(() => fail(new Timeout(`Post-processing took longer than ${options.timeoutMs / 1000} seconds and was stopped`)), options.timeoutMs)
    signal?.addEventListener('abort', cancel, { once: true })
    worker.on('message', receive)
    worker.on('error', fail)
    worker.on('exit', exit)
    worker.postMessage(work, buffersOf(work.frame))
  })

/** Threads start when first needed and end when idle; one that is cut off is ended, for it cannot be asked to stop. */
export const createOperations = (options: OperationsOptions): Operations => {
  const idle: Thread[] = []
  const waiting: (() => void)[] = []
  let busy = 0
  let ids = 0
  let closed = false

  const start = (): Thread => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 2048 } })
    worker.unref()
    return { worker, idleTimer: undefined }
  }

  const take = async (signal: AbortSignal | undefined): Promise<Thread> => {
    while (busy >= options.threads) await new Promise<void>((resolve) => waiting.push(resolve))
    if (closed || signal?.aborted === true) {
      waiting.shift()?.()
      throw new Cancelled()
    }
    busy++
    const thread = idle.pop() ?? start()
    clearTimeout(thread.idleTimer)
    return thread
  }

  const give = (thread: Thread, sound: boolean): void => {
    busy--
    if (!sound || closed) void thread.worker.terminate()
    else {
      thread.idleTimer = setTimeout(() => {
        idle.splice(idle.indexOf(thread), 1)
        void thread.worker.terminate()
      }, IDLE_MS).unref()
      idle.push(thread)
    }
    waiting.shift()?.()
  }

  return {
    run: async (frame, rules, signal) => {
      if (frame.rowCount === 0 || !isHeavy(frame, rules, options.inlineCells)) return applyOperations(frame, rules)
      const packed = await packFrame(frame)
      const thread = await take(signal)
      let sound = false
      try {
        const outcome = await perform(thread.worker, { id: ids++, frame: packed, rules }, options, signal)
        sound = true
        return settle(outcome)
      } finally {
        give(thread, sound)
      }
    },
    close: async () => {
      closed = true
      for (const wake of waiting.splice(0)) wake()
      await Promise.all(idle.splice(0).map((thread) => thread.worker.terminate()))
    },
  }
}

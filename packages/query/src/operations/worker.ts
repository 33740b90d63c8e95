import { parentPort } from 'node:worker_threads'
import { AppError } from '@coset/core'
import { applyOperations, type OperationRule } from '@coset/frame'
import { buffersOf, type PackedFrame, packFrame, unpackFrame } from './transfer.ts'

export interface Work {
  readonly id: number
  readonly frame: PackedFrame
  readonly rules: readonly OperationRule[]
}

/** `refused` is a BadRequest's sentence; `failed` anything else that went wrong. */
export type Outcome =
  | { readonly id: number; readonly frame: PackedFrame }
  | { readonly id: number; readonly refused: string }
  | { readonly id: number; readonly failed: string }

const needsForecast = (rules: readonly OperationRule[]): boolean => rules.some((rule) => rule.operation === 'prophet')

const run = async ({ id, frame, rules }: Work): Promise<void> => {
  try {
    const context = needsForecast(rules) ? { forecast: (await import('./forecast.ts')).forecast } : {}
    const packed = await packFrame(applyOperations(unpackFrame(frame), rules, context))
    parentPort?.postMessage({ id, frame: packed } satisfies Outcome, buffersOf(packed))
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    parentPort?.postMessage((error instanceof AppError && error.status < 500 ? { id, refused: text } : { id, failed: text }) satisfies Outcome)
  }
}

parentPort?.on('message', (work: Work) => void run(work))

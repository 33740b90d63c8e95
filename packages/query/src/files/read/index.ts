import { Worker } from 'node:worker_threads'
import { Cancelled, InternalError, Timeout, TooLarge, TooManyRequests, Unprocessable } from '@coset/core'
import type { FileHead, FileTable, ReadRequest } from './table.ts'
import type { ReadOutcome, ReadWork } from './worker.ts'

const MEMORY_MB = 4096
const TIMEOUT_MS = 120_000
const MOST_AT_ONCE = 2

let running = 0

const runWorker = (work: ReadWork, signal: AbortSignal): Promise<ReadOutcome> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: work, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
    const settle = (end: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      worker.removeAllListeners()
      // A late error of a thread that is being ended is nobody's
      worker.on('error', () => undefined)
      void worker.terminate().finally(end)
    }
    const fail = (error: unknown): void => settle(() => reject(error))
    const stop = (): void => fail(new Cancelled())
    const timer = setTimeout(() => fail(new Timeout(`Reading the file took longer than ${TIMEOUT_MS / 1000} seconds and was stopped`)), TIMEOUT_MS)
    signal.addEventListener('abort', stop, { once: true })
    worker.on('message', (outcome: ReadOutcome) => settle(() => resolve(outcome)))
    worker.on('error', (error: unknown) => {
      const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      fail(memory ? new TooLarge('The file needs more memory than reading may take', { cause: error }) : error)
    })
    worker.on('exit', (code) => fail(new InternalError(`the thread that read a file ended with ${code}`)))
    if (signal.aborted) stop()
  })

/** A thread of its own for each file: what a file does to its reader it does to nothing else. */
const inThread = async (work: ReadWork, signal: AbortSignal): Promise<ReadOutcome> => {
  if (running >= MOST_AT_ONCE) throw new TooManyRequests('Other files are being read; try again in a moment')
  running++
  try {
    const outcome = await runWorker(work, signal)
    if ('failed' in outcome) throw new InternalError(`reading a file failed: ${outcome.failed}`)
    if (!('refused' in outcome)) return outcome
    const fields = outcome.fields === undefined ? {} : { fields: outcome.fields }
    throw outcome.status === 413 ? new TooLarge(outcome.refused, fields) : new Unprocessable(outcome.refused, fields)
  } finally {
    running--
  }
}

/** Reads a file as a table, with bounded memory and time. Throws Unprocessable naming the field and the line, TooLarge, Timeout. */
export const readFileTable = async (request: ReadRequest, signal: AbortSignal): Promise<FileTable> => {
  const outcome = await inThread({ what: 'table', request }, signal)
  if (!('table' in outcome)) throw new InternalError('reading a file gave no table')
  return outcome.table
}

/** The sheets of a file and the names in their headers. Throws as `readFileTable`. */
export const readFileHeads = async (request: ReadRequest, signal: AbortSignal): Promise<readonly FileHead[]> => {
  const outcome = await inThread({ what: 'heads', request }, signal)
  if (!('heads' in outcome)) throw new InternalError('reading a file gave no heads')
  return outcome.heads
}

export { fitsFormat } from './endings.ts'
export {
  type FileColumn,
  type FileFormat,
  type FileHead,
  type FileTable,
  type FileType,
  READ_DEFAULTS,
  READ_LIMITS,
  type ReadLimits,
  type ReadOptions,
  type ReadRequest,
} from './table.ts'

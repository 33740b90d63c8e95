import { type AppError, Cancelled, type ResultColumn, Timeout } from '@coset/core'
import type { ColumnBlock, QueryRequest, ResultStream } from '../port.ts'

/** A statement under way at a database; the driver's side of a ResultStream. */
export interface Cursor {
  readonly columns: readonly ResultColumn[]
  /** The next block, at least one row, or null at the end. */
  next(): Promise<ColumnBlock | null>
  /** Frees the connection; `clean` is false after an error or an abort. Never throws. */
  end(clean: boolean): Promise<void>
}

export interface RunParts {
  readonly request: QueryRequest
  /** Starts the statement. `onAbort` tells how to stop it at the database; call it before waiting for anything that may take long. */
  readonly open: (signal: AbortSignal, onAbort: (stop: () => Promise<void>) => void) => Promise<Cursor>
  readonly describeError: (error: unknown) => AppError
}

/** Time-out and the caller's signal as one signal whose reason is our error. */
class Control {
  readonly signal: AbortSignal
  private readonly controller = new AbortController()
  private readonly timer: NodeJS.Timeout | undefined
  private readonly outer: AbortSignal | undefined
  private stop: (() => Promise<void>) | undefined
  private stopping: Promise<void> | undefined

  constructor(request: QueryRequest) {
    this.signal = this.controller.signal
    this.outer = request.signal
    const { timeoutMs } = request
    if (timeoutMs !== undefined) {
      const seconds = Math.round(timeoutMs / 100) / 10
      this.timer = setTimeout(() => this.abort(new Timeout(`The query took longer than ${seconds} seconds and was stopped`)), timeoutMs)
    }
    if (request.signal?.aborted === true) this.cancel()
    else request.signal?.addEventListener('abort', this.cancel, { once: true })
  }

  readonly cancel = (): void => this.abort(new Cancelled())

  onAbort(stop: () => Promise<void>): void {
    this.stop = stop
    if (this.signal.aborted) this.startStopping()
  }

  private abort(reason: AppError): void {
    if (this.signal.aborted) return
    this.controller.abort(reason)
    this.startStopping()
  }

  private startStopping(): void {
    // A stop that fails leaves the statement to `end(false)`, which destroys the connection.
    this.stopping ??= this.stop?.().catch(() => undefined)
  }

  async settled(): Promise<void> {
    await this.stopping
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.outer?.removeEventListener('abort', this.cancel)
  }
}

/** How long a stopped statement may take to come back before its connection is given up. */
const GRACE_MS = 3_000

/** The promise's outcome, or the signal's reason some time after an abort. */
const orGivenUp = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const giveUp = (): void => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS)
    }
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
    promise.finally(settle).then(resolve, reject)
  })

const take = (block: ColumnBlock, rows: number): ColumnBlock => block.map((column) => column.slice(0, rows))

/**
 * Runs one statement: waits for its first block so that errors surface, then hands out blocks. Applies maxRows, time-out and abort, maps errors,
 * and ends the cursor exactly once, also when nobody reads to the end but breaks off, cancels, or the time is over.
 */
export const runQuery = async (parts: RunParts): Promise<ResultStream> => {
  const { request } = parts
  const control = new Control(request)
  let cursor: Cursor | undefined
  let ended: Promise<void> | undefined
  const end = (clean: boolean): Promise<void> => {
    ended ??= (async () => {
      control.dispose()
      await control.settled()
      await cursor?.end(clean && !control.signal.aborted)
    })()
    return ended
  }
  const failed = async (error: unknown): Promise<AppError> => {
    await end(false)
    return control.signal.aborted ? (control.signal.reason as AppError) : parts.describeError(error)
  }
  const limit = request.maxRows ?? Number.POSITIVE_INFINITY
  let rows = 0
  let truncated = false
  let finished = false
  const pull = async (): Promise<ColumnBlock | null> => {
    if (finished || cursor === undefined) return null
    try {
      control.signal.throwIfAborted()
      const block = await orGivenUp(cursor.next(), control.signal)
      control.signal.throwIfAborted()
      const count = block?.[0]?.length ?? 0
      truncated = block !== null && rows + count > limit
      finished = block === null || truncated
      const part = block !== null && truncated ? take(block, limit - rows) : block
      rows += count
      // The rows are here: giving the connection back is no business of who waits for them, and comes after what they do with them
      if (finished) setImmediate(() => void end(true))
      return (part?.[0]?.length ?? 0) > 0 ? part : null
    } catch (error) {
      finished = true
      throw await failed(error)
    }
  }

  let first: ColumnBlock | null
  try {
    control.signal.throwIfAborted()
    const opening = parts.open(control.signal, (stop) => control.onAbort(stop))
    // When opening outlives its grace, what it opens at last is closed at once.
    opening.then((late) => (ended === undefined ? undefined : late.end(false))).catch(() => undefined)
    cursor = await orGivenUp(opening, control.signal)
  } catch (error) {
    throw await failed(error)
  }
  first = await pull()
  // Ends an unread statement when its time is over; a reader learns it at its next step.
  control.signal.addEventListener('abort', () => void end(false), { once: true })

  const read = async function* (): AsyncGenerator<ColumnBlock> {
    try {
      if (first !== null) {
        const block = first
        first = null
        yield block
      }
      for (let block = await pull(); block !== null; block = await pull()) yield block
    } finally {
      if (!finished) {
        control.cancel()
        await end(false)
      }
    }
  }
  return {
    columns: cursor.columns,
    blocks: { [Symbol.asyncIterator]: read },
    truncated: () => truncated,
    cancel: async () => {
      if (!finished) control.cancel()
      await end(finished)
    },
  }
}

/** Rows as the drivers give them, turned into columns. */
export const toColumns = (rows: readonly (readonly unknown[])[], readers: readonly ((value: unknown) => ColumnBlock[number][number])[]): ColumnBlock =>
  readers.map((read, c) => {
    const column: ColumnBlock[number][number][] = []
    for (let r = 0; r < rows.length; r++) {
      const value = rows[r]?.[c]
      column.push(value === null || value === undefined ? null : read(value))
    }
    return column
  })

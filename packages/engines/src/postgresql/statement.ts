import type { Cell, CellType } from '@coset/core'
import type { Connection, FieldDef } from 'pg'
import type { ColumnBlock } from '../port.ts'
import type { ReadBytes } from './from-bytes.ts'
import { tapOf } from './row-tap.ts'
import { pgType } from './types.ts'

const BLOCK_ROWS = 1_000
/** Blocks that wait for their reader before the socket is paused, and from which on it flows again. */
const MOST_WAITING = 8
const FEW_WAITING = 4

/** Their texts are ASCII. */
const PLAIN = new Set<CellType>(['integer', 'float', 'decimal', 'boolean', 'timestamp', 'date'])
const WIDE = /[\x80-\xff]/

interface Column {
  readonly read: (text: string) => Cell
  readonly readBytes: ReadBytes | undefined
  readonly isPlain: boolean
  cells: Cell[]
}

/**
 * One statement of the extended protocol for a `Client`'s `query`: statements that open its transaction, the text and its end are one write, so
 * that an answer takes one round trip; an error in any of them skips what follows. Rows come in blocks; when their reader is slow, the socket waits.
 */
export class PgStatement {
  fields: readonly FieldDef[] = []
  private readonly texts: readonly string[]
  private columns: Column[] = []
  private readonly blocks: ColumnBlock[] = []
  private rows = 0
  private toComplete: number
  private connection: Connection | null = null
  private paused = false
  private failure: unknown = null
  private hasFailed = false
  private isOver = false
  private discarded: number | null = null
  private unreadable: { readonly error: unknown } | null = null
  private wake: (() => void) | null = null

  constructor(text: string, opening: readonly string[] = []) {
    this.texts = [...opening, text]
    this.toComplete = this.texts.length
  }

  /** Every row has come, or the statement failed. */
  get isComplete(): boolean {
    return this.toComplete === 0 || this.hasFailed
  }

  /** The next block, at least one row, or null at the end. Throws the driver's errors, and those of reading a value. */
  async next(): Promise<ColumnBlock | null> {
    for (;;) {
      const block = this.blocks.shift()
      if (this.paused && this.blocks.length < FEW_WAITING) this.flow()
      if (block !== undefined) return block
      if (this.unreadable !== null) throw this.unreadable.error
      if (this.hasFailed) throw this.failure
      if (this.toComplete === 0) return null
      await this.change()
    }
  }

  /** Throws away the rows that are still to come, until all have; true when there were no more than so many. */
  async discard(most: number): Promise<boolean> {
    this.discarded = 0
    this.blocks.length = 0
    this.clear()
    this.flow()
    while (!this.isComplete && this.discarded <= most) await this.change()
    return this.isComplete
  }

  private change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.wake = resolve
    return promise
  }

  private tell(): void {
    this.wake?.()
    this.wake = null
  }

  /** What follows the rows is for the driver and the next statement. */
  private leave(): void {
    const tap = this.connection === null ? undefined : tapOf(this.connection)
    if (tap?.sink === this.takeRow) tap.sink = null
    this.flow()
  }

  private flow(): void {
    this.paused = false
    if (!this.isOver) this.connection?.stream.resume()
  }

  // What the driver calls

  submit(connection: Connection): void {
    this.connection = connection
    connection.stream.cork()
    try {
      for (const [i, text] of this.texts.entries()) {
        connection.parse({ name: '', text, types: [] }, true)
        connection.bind({}, true)
        // A portal's name, be it empty: Redshift wants one
        if (i === this.texts.length - 1) connection.describe({ type: 'P', name: '' }, true)
        connection.execute(null, true)
      }
      connection.sync()
    } finally {
      connection.stream.uncork()
    }
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.fields = fields
    this.columns = fields.map(({ dataTypeID }) => {
      const { type, read, readBytes } = pgType(dataTypeID)
      return { read, readBytes, isPlain: PLAIN.has(type), cells: [] }
    })
    const tap = this.connection === null ? undefined : tapOf(this.connection)
    if (tap !== undefined) tap.sink = this.takeRow
  }

  private readonly takeRow = (bytes: Buffer, text: string, start: number): void => {
    if (this.discarded !== null) {
      this.drop()
      return
    }
    let at = start + 2
    try {
      for (const { read, readBytes, isPlain, cells } of this.columns) {
        const length = bytes.readInt32BE(at)
        at += 4
        if (length < 0) {
          cells.push(null)
          continue
        }
        const end = at + length
        let cell = readBytes?.(bytes, at, end)
        if (cell === undefined) {
          const value = text.substring(at, end)
          cell = read(isPlain || !WIDE.test(value) ? value : bytes.toString('utf8', at, end))
        }
        cells.push(cell)
        at = end
      }
    } catch (error) {
      this.giveUp(error)
      return
    }
    this.count()
  }

  /** Where rows pass through the driver. */
  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.discarded !== null) {
      this.drop()
      return
    }
    try {
      for (const [c, { read, cells }] of this.columns.entries()) {
        const value = fields[c] ?? null
        cells.push(value === null ? null : read(value))
      }
    } catch (error) {
      this.giveUp(error)
      return
    }
    this.count()
  }

  private drop(): void {
    this.discarded = (this.discarded ?? 0) + 1
    if (this.discarded % BLOCK_ROWS === 0) this.tell()
  }

  private giveUp(error: unknown): void {
    this.unreadable = { error }
    this.discarded = 0
    this.tell()
  }

  private count(): void {
    this.rows++
    if (this.rows >= BLOCK_ROWS) this.hand()
  }

  private clear(): void {
    for (const column of this.columns) column.cells = []
    this.rows = 0
  }

  private hand(): void {
    if (this.rows > 0) this.blocks.push(this.columns.map(({ cells }) => cells))
    this.clear()
    if (this.blocks.length >= MOST_WAITING && !this.paused) {
      this.paused = true
      this.connection?.stream.pause()
    }
    this.tell()
  }

  handleCommandComplete(): void {
    this.toComplete--
    if (this.toComplete > 0) return
    this.hand()
    this.leave()
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete()
  }

  handleReadyForQuery(): void {
    this.isOver = true
    this.tell()
  }

  handlePortalSuspended(): void {
    this.handleError(new Error('the server suspended a statement that asked for all of its rows'))
  }

  handleCopyInResponse(connection: Connection & { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('No rows to copy were sent')
    // The end that was sent with the text is not heard by a server that waits for rows
    connection.sync()
  }

  handleCopyData(): void {
    // COPY … TO STDOUT: what it sends is no result
  }

  handleError(error: unknown): void {
    this.hasFailed = true
    this.failure = error
    this.leave()
    this.tell()
  }
}

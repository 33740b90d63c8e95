import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Connection } from 'pg'

/** Takes a DataRow: the bytes around it, their texts (a character for each byte), and where its count of fields stands. */
export type RowSink = (bytes: Buffer, text: string, start: number) => void

/** Of a message: its first byte, and what tells kind and length. */
const DATA_ROW = 0x44
const HEAD = 5

/** Hands rows to whoever wants them, past the driver: it makes an object and an event of each field and row. Everything else goes to the driver. */
export class RowTap {
  sink: RowSink | null = null
  /** The beginning of a message, and how many bytes it needs at least to go on. */
  private pieces: Buffer[] = []
  private have = 0
  private need = 0
  private readonly pass: (bytes: Buffer) => void

  constructor(pass: (bytes: Buffer) => void) {
    this.pass = pass
  }

  /** Bytes of the server as they come; messages may be cut anywhere. */
  take(chunk: Buffer): void {
    this.have += chunk.length
    if (this.pieces.length > 0 || this.have < HEAD) this.pieces.push(chunk)
    if (this.have < Math.max(HEAD, this.need)) return
    const bytes = this.pieces.length === 0 ? chunk : Buffer.concat(this.pieces)
    let text: string | null = null
    let at = 0
    let passed = 0
    while (at + HEAD <= bytes.length) {
      const end = at + 1 + bytes.readInt32BE(at + 1)
      this.need = end - at
      if (end > bytes.length) break
      if (bytes[at] === DATA_ROW) {
        // In their order: what came before the row may change who takes it
        if (passed < at) this.pass(bytes.subarray(passed, at))
        passed = at
        if (this.sink !== null) {
          text ??= bytes.toString('latin1')
          this.sink(bytes, text, at + HEAD)
          passed = end
        }
      }
      at = end
    }
    if (passed < at) this.pass(bytes.subarray(passed, at))
    this.have = bytes.length - at
    this.pieces = this.have === 0 ? [] : [bytes.subarray(at)]
    if (this.have < HEAD) this.need = 0
  }
}

const taps = new WeakMap<Connection, RowTap>()

/** The tap of a session; none where the driver did not let one in. */
export const tapOf = (connection: Connection): RowTap | undefined => taps.get(connection)

interface Listening extends Connection {
  /** Reads the server's messages from a stream; called once, when the stream is clear or TLS stands. */
  attachListeners?: (stream: Pick<Duplex, 'on'>) => void
}

/** Puts a tap between socket and driver. Call before connecting. */
export const letTapIn = ({ connection }: { readonly connection: Connection }): void => {
  const listening: Listening = connection
  const attach = listening.attachListeners?.bind(connection)
  if (attach === undefined) return
  listening.attachListeners = (stream) => {
    const driver = new EventEmitter()
    const tap = new RowTap((bytes) => driver.emit('data', bytes))
    stream.on('data', (chunk: Buffer) => tap.take(chunk))
    stream.on('end', () => driver.emit('end'))
    taps.set(connection, tap)
    attach(driver as unknown as Duplex)
  }
}

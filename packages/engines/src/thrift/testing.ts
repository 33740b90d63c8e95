import { type AddressInfo, createServer, type Socket } from 'node:net'
import { sparkTranslated } from '../databricks/testing.ts'
import { playServer } from '../testing/played-server.ts'
import { type AnswerBehind, kindOfError, type SqlBehind } from '../testing/sql-behind.ts'
import {
  binary,
  bool,
  double,
  type Fields,
  fieldsOf,
  i32,
  i64,
  intOf,
  list,
  type Message,
  REPLY,
  readMessage,
  Short,
  stringOf,
  struct,
  T,
  type Typed,
  text,
  writeMessage,
} from './binary.ts'

const MESSAGES = {
  column: "Error while compiling statement: FAILED: SemanticException [Error 10004]: Line 1:7 Invalid table alias or column reference 'nope': column not found",
  table: "Error while compiling statement: FAILED: SemanticException [Error 10001]: Line 1:14 Table not found 'nope'",
  syntax: "Error while compiling statement: FAILED: ParseException line 1:7 cannot recognize input near 'FROM'",
  other: 'failed',
}

/** Words of the engine behind that are its own, such as those of error('…'). */
const sentenceOf = (error: Error): string => (kindOfError(error) === 'other' ? error.message : MESSAGES[kindOfError(error)])

const TYPE_IDS: readonly (readonly [pattern: RegExp, id: number])[] = [
  [/\[\]$/, 10],
  [/^BOOLEAN/, 0],
  [/^INTEGER|^SMALLINT|^TINYINT/, 3],
  [/^BIGINT|^HUGEINT/, 4],
  [/^DOUBLE|^FLOAT/, 6],
  [/^TIMESTAMP/, 8],
  [/^BLOB/, 9],
  [/^DECIMAL/, 15],
  [/^DATE/, 17],
]
const typeId = (type: string): number => TYPE_IDS.find(([pattern]) => pattern.test(type))?.[1] ?? 7

const OK = struct({ 1: i32(0) })
const failure = (message: string): Typed => struct({ 1: i32(3), 3: text('42000'), 4: i32(40000), 5: text(message) })

/** Values of one column with their bitmap of nulls, in the union's arm for their kind. */
const column = (rows: readonly (readonly unknown[])[], at: number, type: string): Typed => {
  const id = typeId(type)
  const nulls = Buffer.alloc(Math.ceil(rows.length / 8))
  rows.forEach((row, i) => {
    if (row[at] === null) nulls[i >> 3] = (nulls[i >> 3] ?? 0) | (1 << (i & 7))
  })
  const values = (kind: number, write: (value: unknown) => Typed): Typed =>
    struct({
      1: list(
        kind,
        rows.map((row) => write(row[at])),
      ),
      2: binary(nulls),
    })
  if (id === 0) return struct({ 1: values(T.BOOL, (value) => bool(value === true)) })
  if (id === 3) return struct({ 4: values(T.I32, (value) => i32(Number(value ?? 0))) })
  if (id === 4) return struct({ 5: values(T.I64, (value) => i64(BigInt(String(value ?? 0)))) })
  if (id === 6) return struct({ 6: values(T.DOUBLE, (value) => double(Number(value ?? 0))) })
  return struct({ 7: values(T.STRING, (value) => text(value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))) })
}

const description = ({ name, type }: { readonly name: string; readonly type: string }, position: number): Typed => {
  const entry = struct({ 1: struct({ 1: i32(typeId(type)) }) })
  return struct({ 1: text(name), 2: struct({ 1: list(T.STRUCT, [entry]) }), 3: i32(position + 1) })
}

interface Operation {
  readonly stop: AbortController
  readonly answer: Promise<AnswerBehind | Error>
  ended: AnswerBehind | Error | null
  at: number
}

const status = (operation: Operation | undefined): Typed => {
  const ended = operation?.ended ?? null
  if (ended === null) return struct({ 1: OK, 2: i32(1) })
  return ended instanceof Error ? struct({ 1: OK, 2: i32(5), 3: text('42000'), 4: i32(40000), 5: text(sentenceOf(ended)) }) : struct({ 1: OK, 2: i32(2) })
}
const fetch = (operation: Operation | undefined, most: number): Typed => {
  const ended = operation?.ended
  if (operation === undefined || ended === null || ended === undefined || ended instanceof Error) return struct({ 1: failure('no such operation') })
  const rows = ended.rows.slice(operation.at, operation.at + most)
  operation.at += most
  const columns = ended.columns.map(({ type }, at) => column(rows, at, type))
  return struct({ 1: OK, 2: bool(false), 3: struct({ 1: i64(0n), 2: list(T.STRUCT, []), 3: list(T.STRUCT, columns) }) })
}
/** The service behind both ways to carry calls. */
const service = (behind: SqlBehind, namesOnly: boolean) => {
  const operations = new Map<string, Operation>()
  const sessions = new Set<string>()
  let last = 0
  const named = (id: string): Typed => struct({ 1: text(id.padEnd(16)), 2: text(id.padEnd(16)) })
  const operationOf = (request: Fields): Operation | undefined => operations.get(stringOf(fieldsOf(fieldsOf(request[1])[1])[1]).trim())
  const open = (request: Fields): Typed => {
    if (stringOf(request[3]) === 'wrong') return struct({ 1: failure('Error validating the login'), 2: i32(7) })
    const id = `s${++last}`
    sessions.add(id)
    return struct({ 1: OK, 2: i32(Math.min(7, intOf(request[1]))), 3: struct({ 1: named(id) }) })
  }
  const execute = (request: Fields): Typed => {
    const id = `o${++last}`
    const stop = new AbortController()
    const sql = stringOf(request[2])
    const operation: Operation = {
      stop,
      answer: behind
        .run(namesOnly ? sparkTranslated(sql).replace("SELECT 'main' s, table_name, false", 'SELECT table_name') : sparkTranslated(sql), stop.signal)
        .catch((error: unknown) => error as Error),
      ended: null,
      at: 0,
    }
    void operation.answer.then((answer) => {
      operation.ended = answer
    })
    operations.set(id, operation)
    return struct({ 1: OK, 2: struct({ 1: named(id), 2: i32(0), 3: bool(/^\s*(?:SELECT|SHOW|DESCRIBE|WITH|\()/i.test(sql)) }) })
  }
  const answer = (message: Message): Typed => {
    const request = fieldsOf(message.body[1])
    const operation = operationOf(request)
    switch (message.name) {
      case 'OpenSession':
        return open(request)
      case 'ExecuteStatement':
        return execute(request)
      case 'GetOperationStatus':
        return status(operation)
      case 'GetResultSetMetadata': {
        const ended = operation?.ended
        return struct({
          1: OK,
          2: struct({ 1: list(T.STRUCT, ended === null || ended === undefined || ended instanceof Error ? [] : ended.columns.map(description)) }),
        })
      }
      case 'FetchResults':
        return fetch(operation, Number(request[3] ?? 1_000))
      case 'CloseSession':
        sessions.delete(stringOf(fieldsOf(fieldsOf(request[1])[1])[1]).trim())
        return struct({ 1: OK })
      default:
        operation?.stop.abort()
        return struct({ 1: OK })
    }
  }
  const reply = (bytes: Buffer): { readonly reply: Buffer; readonly size: number } => {
    const message = readMessage(bytes)
    return { reply: writeMessage(message.name, REPLY, message.sequence, struct({ 0: answer(message) })), size: message.size }
  }
  return { reply, open: () => sessions.size }
}

export interface PlayedHive {
  readonly port: number
  /** Sessions that nobody closed. */
  readonly open: () => number
  close(): Promise<void>
}

/** Calls as HTTP posts with a basic sign-in. */
export const playHiveHttp = async (behind: SqlBehind): Promise<PlayedHive> => {
  const { reply, open } = service(behind, false)
  const server = await playServer((request) => {
    if (request.headers.authorization === `Basic ${Buffer.from('ann:wrong').toString('base64')}`) return { status: 401 }
    return { headers: { 'content-type': 'application/x-thrift' }, body: reply(request.raw).reply }
  })
  return { port: server.port, open, close: server.close }
}

const frame = (body: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([head, body])
}

/** SASL messages, then frames; or bare calls one after the other. */
const converse = (socket: Socket, sasl: boolean, reply: (bytes: Buffer) => { readonly reply: Buffer; readonly size: number }): void => {
  socket.setNoDelay(true)
  let held = Buffer.alloc(0)
  let steps = sasl ? 0 : 2
  const step = (): boolean => {
    if (steps < 2) {
      if (held.length < 5 || held.length < 5 + held.readUInt32BE(1)) return false
      const size = 5 + held.readUInt32BE(1)
      if (steps === 1) {
        const refused = held.subarray(5, size).toString() === '\0ann\0wrong'
        socket.write(Buffer.from([refused ? 3 : 5, 0, 0, 0, 0]))
      }
      held = held.subarray(size)
      steps++
      return true
    }
    if (sasl) {
      if (held.length < 4 || held.length < 4 + held.readUInt32BE(0)) return false
      const size = 4 + held.readUInt32BE(0)
      socket.write(frame(reply(held.subarray(4, size)).reply))
      held = held.subarray(size)
      return true
    }
    try {
      const answered = reply(held)
      held = held.subarray(answered.size)
      // In two pieces, so that the other side must wait for the rest.
      socket.write(answered.reply.subarray(0, 7))
      socket.write(answered.reply.subarray(7))
      return true
    } catch (error) {
      if (error instanceof Short) return false
      throw error
    }
  }
  socket.on('error', () => undefined)
  socket.on('data', (data: Buffer) => {
    held = Buffer.concat([held, data])
    while (step());
  })
}

export const playHiveSocket = async (behind: SqlBehind, sasl: boolean): Promise<PlayedHive> => {
  const { reply, open } = service(behind, true)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    converse(socket, sasl, reply)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  return { port: (server.address() as AddressInfo).port, open, close }
}

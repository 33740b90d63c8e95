import { type Cell, type CellType, EngineFailure, type ResultColumn } from '@coset/core'
import { kindOfSentence, WireError } from '../http/errors.ts'
import { cellReader } from '../shared-sql/json-cells.ts'
import { binary, bool, type Fields, fieldsOf, i32, i64, intOf, itemsOf, type Read, stringOf, struct, type Typed, text, textMap } from './binary.ts'
import type { Transport } from './transport.ts'

/** Version 8 of HiveServer2's service: results come column by column. */
const PROTOCOL = 7
const FETCH_ROWS = 1_000n

export const OPERATION = { RUNNING: 1, FINISHED: 2, CANCELED: 3, CLOSED: 4, ERROR: 5, PENDING: 7, TIMEDOUT: 8 } as const

const TYPES: readonly (readonly [name: string, type: CellType])[] = [
  ['BOOLEAN', 'boolean'],
  ['TINYINT', 'integer'],
  ['SMALLINT', 'integer'],
  ['INT', 'integer'],
  ['BIGINT', 'integer'],
  ['FLOAT', 'float'],
  ['DOUBLE', 'float'],
  ['STRING', 'string'],
  ['TIMESTAMP', 'timestamp'],
  ['BINARY', 'binary'],
  ['ARRAY', 'json'],
  ['MAP', 'json'],
  ['STRUCT', 'json'],
  ['UNION', 'json'],
  ['USER_DEFINED', 'string'],
  ['DECIMAL', 'decimal'],
  ['VOID', 'unknown'],
  ['DATE', 'date'],
  ['VARCHAR', 'string'],
  ['CHAR', 'string'],
  ['INTERVAL_YEAR_MONTH', 'interval'],
  ['INTERVAL_DAY_TIME', 'interval'],
  ['TIMESTAMP WITH LOCAL TIME ZONE', 'timestamp'],
]

/** The success field of an answer. Throws what its status says. */
const successOf = (body: Fields): Fields => {
  const success = fieldsOf(body[0])
  const status = fieldsOf(success[1])
  if (intOf(status[1]) < 3) return success
  const message = cleaned(stringOf(status[5]))
  throw new WireError(kindOfSentence(message), message === '' ? 'The database refused the statement' : message)
}

/** Without the name of the exception before and the stack behind. */
const cleaned = (message: string): string =>
  (message.split('\n\tat ')[0] ?? '')
    .replace(/^(?:[\w.]+(?:Exception|Error): )+/, '')
    .replace(/^Error while compiling statement: /, '')
    .trim()

const handle = (value: Read | undefined): Typed => {
  const fields = fieldsOf(value)
  return struct({ 1: binary(fields[1] as Uint8Array), 2: binary(fields[2] as Uint8Array) })
}

const sessionHandle = (session: Fields): Typed => struct({ 1: handle(session[1]) })
const operationHandle = (operation: Fields): Typed => struct({ 1: handle(operation[1]), 2: i32(intOf(operation[2])), 3: bool(operation[3] === true) })

const columnOf = (value: Read): ResultColumn => {
  const column = fieldsOf(value)
  const entry = fieldsOf(fieldsOf(itemsOf(fieldsOf(column[2])[1])[0])[1])
  const [name, type] = TYPES[intOf(entry[1])] ?? ['STRING', 'string']
  const qualifiers = fieldsOf(entry[2])[1]
  const size = (key: string): number | null => (qualifiers instanceof Map ? intOf(fieldsOf(qualifiers.get(key) as Read)[1]) : null)
  const precision = size('precision')
  const shown = type === 'decimal' && precision !== null ? `DECIMAL(${precision}, ${size('scale') ?? 0})` : name
  return { name: stringOf(column[1]).replace(/^[^.]*\.(?=[^.]+$)/, ''), nativeType: shown, type }
}

/** One column of a batch: values and a bitmap of nulls, the lowest bit first. */
const cellsOf = (value: Read, column: ResultColumn): readonly Cell[] => {
  const union = fieldsOf(value)
  const [kind, inner] = Object.entries(union)[0] ?? []
  const values = itemsOf(fieldsOf(inner)[1])
  const nulls = fieldsOf(inner)[2]
  const isNull = (i: number): boolean => Buffer.isBuffer(nulls) && ((nulls[i >> 3] ?? 0) >> (i & 7)) % 2 === 1
  const read = cellReader(column.type)
  return values.map((item, i): Cell => {
    if (isNull(i)) return null
    if (column.type === 'binary') return new Uint8Array(item as Buffer)
    return read(kind === '7' || kind === '8' ? (item as Buffer).toString() : item)
  })
}

export interface HiveStatement {
  readonly hasRows: boolean
  state(signal: AbortSignal): Promise<number>
  columns(signal: AbortSignal): Promise<readonly ResultColumn[]>
  /** The next rows by column, or null at the end. */
  fetch(columns: readonly ResultColumn[], signal: AbortSignal): Promise<readonly (readonly Cell[])[] | null>
  cancel(): Promise<void>
  close(): Promise<void>
}

export interface HiveSession {
  execute(sql: string, signal: AbortSignal): Promise<HiveStatement>
  close(): Promise<void>
}

/** Opens a session of HiveServer2's service. */
export const openHiveSession = async (
  transport: Transport,
  who: { readonly username: string; readonly password: string; readonly settings: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<HiveSession> => {
  const call = async (name: string, request: Typed, wait: AbortSignal | undefined): Promise<Fields> =>
    successOf((await transport.call(name, struct({ 1: request }), wait)).body)
  const opened = await call('OpenSession', struct({ 1: i32(PROTOCOL), 2: text(who.username), 3: text(who.password), 4: textMap(who.settings) }), signal)
  const session = fieldsOf(opened[3])
  if (session[1] === undefined) throw new EngineFailure('The database opened no session')
  const statement = (operation: Fields): HiveStatement => {
    const named = struct({ 1: operationHandle(operation) })
    return {
      hasRows: operation[3] === true,
      state: async (wait) => {
        const told = await call('GetOperationStatus', named, wait)
        const state = intOf(told[2])
        if (state !== OPERATION.ERROR) return state
        const message = cleaned(stringOf(told[5]))
        throw new WireError(kindOfSentence(message), message === '' ? 'The statement failed' : message)
      },
      columns: async (wait) => itemsOf(fieldsOf((await call('GetResultSetMetadata', named, wait))[2])[1]).map(columnOf),
      fetch: async (columns, wait) => {
        const told = await call('FetchResults', struct({ 1: operationHandle(operation), 2: i32(0), 3: i64(FETCH_ROWS) }), wait)
        const parts = itemsOf(fieldsOf(told[3])[3])
        const block = columns.map((column, i) => cellsOf(parts[i] ?? {}, column))
        return (block[0]?.length ?? 0) === 0 ? null : block
      },
      cancel: async () => {
        await call('CancelOperation', named, undefined)
      },
      close: async () => {
        await call('CloseOperation', named, undefined)
      },
    }
  }
  return {
    execute: async (sql, wait) => {
      const request = struct({ 1: sessionHandle(session), 2: text(sql), 3: textMap({}), 4: bool(true) })
      return statement(fieldsOf((await call('ExecuteStatement', request, wait))[2]))
    },
    close: async () => {
      await call('CloseSession', struct({ 1: sessionHandle(session) }), undefined)
    },
  }
}

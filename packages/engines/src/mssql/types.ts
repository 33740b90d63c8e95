import type { Cell, CellType } from '@coset/core'
import { cellReader } from '../shared-sql/json-cells.ts'

/** The driver's type names, upper case, and the cells they make. */
const KINDS: Readonly<Record<string, CellType>> = {
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INT: 'integer',
  BIGINT: 'integer',
  INTN: 'integer',
  BIT: 'boolean',
  BITN: 'boolean',
  REAL: 'float',
  FLOAT: 'float',
  FLOATN: 'float',
  MONEY: 'decimal',
  SMALLMONEY: 'decimal',
  MONEYN: 'decimal',
  DECIMAL: 'decimal',
  NUMERIC: 'decimal',
  DECIMALN: 'decimal',
  NUMERICN: 'decimal',
  DATE: 'date',
  DATETIME: 'timestamp',
  DATETIMEN: 'timestamp',
  DATETIME2: 'timestamp',
  SMALLDATETIME: 'timestamp',
  DATETIMEOFFSET: 'timestamp',
  TIME: 'time',
  BINARY: 'binary',
  VARBINARY: 'binary',
  IMAGE: 'binary',
  UNIQUEIDENTIFIER: 'string',
}

const SHOWN: Readonly<Record<string, string>> = {
  INTN: 'INT',
  BITN: 'BIT',
  FLOATN: 'FLOAT',
  MONEYN: 'MONEY',
  DECIMALN: 'DECIMAL',
  NUMERICN: 'NUMERIC',
  DATETIMEN: 'DATETIME',
}

export const mssqlKind = (driverType: string): CellType => KINDS[driverType.toUpperCase()] ?? 'string'
export const mssqlTypeText = (driverType: string): string => SHOWN[driverType.toUpperCase()] ?? driverType.toUpperCase()

/** Moments are the driver's dates in UTC; times of day are dates of 1970. */
export const mssqlReader = (driverType: string): ((value: unknown) => Cell) => {
  const kind = mssqlKind(driverType)
  if (kind === 'time')
    return (value) =>
      value instanceof Date
        ? value
            .toISOString()
            .slice(11, -1)
            .replace(/\.000$/, '')
        : String(value)
  if (kind === 'date' || kind === 'timestamp') return (value) => (value instanceof Date ? value.getTime() : null)
  if (kind === 'binary') return (value) => new Uint8Array(value as Uint8Array)
  return cellReader(kind)
}

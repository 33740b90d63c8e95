import type { Cell, CellType, ResultColumn } from '@coset/core'
import { cellReader } from '../shared-sql/json-cells.ts'

export interface OracleMeta {
  readonly name: string
  readonly dbTypeName: string
  readonly precision?: number
  readonly scale?: number
}

const kindOf = ({ dbTypeName, scale }: OracleMeta): CellType => {
  if (dbTypeName === 'NUMBER') return scale === 0 ? 'integer' : 'decimal'
  if (dbTypeName.startsWith('BINARY_')) return 'float'
  if (dbTypeName.startsWith('TIMESTAMP') || dbTypeName === 'DATE') return 'timestamp'
  if (dbTypeName === 'RAW' || dbTypeName === 'BLOB') return 'binary'
  if (dbTypeName.startsWith('INTERVAL')) return 'interval'
  return dbTypeName === 'JSON' ? 'json' : 'string'
}

export const oracleColumn = (meta: OracleMeta): ResultColumn => {
  const sized = meta.dbTypeName === 'NUMBER' && (meta.precision ?? 0) > 0 ? `NUMBER(${meta.precision}, ${meta.scale ?? 0})` : meta.dbTypeName
  return { name: meta.name, nativeType: sized, type: kindOf(meta) }
}

/** Numbers come as texts, moments as dates in UTC. */
export const oracleReader = (meta: OracleMeta): ((value: unknown) => Cell) => {
  const kind = kindOf(meta)
  if (kind === 'timestamp') return (value) => (value instanceof Date ? value.getTime() : null)
  if (kind === 'binary') return (value) => (value instanceof Uint8Array ? new Uint8Array(value) : null)
  return cellReader(kind)
}

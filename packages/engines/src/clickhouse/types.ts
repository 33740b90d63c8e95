import type { Cell, CellType } from '@coset/core'
import { cellReader } from '../shared-sql/json-cells.ts'

/** `Nullable(LowCardinality(String))` → `String`. */
const bare = (type: string): string => {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type)?.[1]
  return inner === undefined ? type : bare(inner)
}

const KINDS: readonly (readonly [pattern: RegExp, type: CellType])[] = [
  [/^U?Int\d+$/, 'integer'],
  [/^(?:B?Float)\d+$/, 'float'],
  [/^Decimal/, 'decimal'],
  [/^Bool$/, 'boolean'],
  [/^DateTime/, 'timestamp'],
  [/^Date(?:32)?$/, 'date'],
  [/^Interval/, 'integer'],
  [/^(?:String|FixedString|UUID|Enum|IPv[46])/, 'string'],
  [/^(?:Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic|Point|Ring|Polygon)/, 'json'],
]

export const clickhouseKind = (type: string): CellType => KINDS.find(([pattern]) => pattern.test(bare(type)))?.[1] ?? 'unknown'

/** Reader of JSON values of one type. Moments come as ISO texts in UTC. */
export const clickhouseReader = (type: string): ((value: unknown) => Cell) => cellReader(clickhouseKind(type))

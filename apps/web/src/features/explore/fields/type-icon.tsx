import { IconCalendar, IconHash, IconLetterCase, IconMathFunction, IconSum, IconToggleLeft } from '@tabler/icons-react'
import { columnType, type FieldType } from '../adhoc/column.ts'
import type { DatasetColumn } from '../types.ts'

const ICONS = { number: IconHash, text: IconLetterCase, time: IconCalendar, boolean: IconToggleLeft, sql: IconMathFunction, metric: IconSum } as const

/** The small sign of what a field is. */
export const TypeIcon = ({ type }: { readonly type: FieldType | 'metric' }) => {
  const Icon = ICONS[type]
  return <Icon size={14} stroke={1.5} aria-hidden style={{ flex: 'none', opacity: 0.75 }} />
}

export const ColumnIcon = ({ column }: { readonly column: DatasetColumn | undefined }) => (
  <TypeIcon type={column === undefined || column.expression ? 'sql' : columnType(column)} />
)

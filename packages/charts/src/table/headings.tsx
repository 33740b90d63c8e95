import type { TableColumn } from './columns.ts'
import styles from './table.module.css'
import type { Sorting } from './view-state.ts'

interface Span {
  readonly label: string
  readonly columns: number
  readonly key: string
}

/** Neighbouring columns with the same group share one heading. */
function spans(columns: readonly TableColumn[]): readonly Span[] {
  const found: Span[] = []
  for (const column of columns) {
    const last = found.at(-1)
    if (last && last.label === (column.group ?? '') && last.label !== '') found[found.length - 1] = { ...last, columns: last.columns + 1 }
    else found.push({ label: column.group ?? '', columns: 1, key: column.key })
  }
  return found
}

export interface HeadingsProps {
  readonly columns: readonly TableColumn[]
  readonly sorting: Sorting | undefined
  readonly onSort: (column: TableColumn) => void
}

export function Headings({ columns, sorting, onSort }: HeadingsProps): React.ReactNode {
  const grouped = columns.some((column) => column.group !== undefined)
  return (
    <thead>
      {grouped && (
        <tr className={styles['groups']}>
          {spans(columns).map((span) => (
            <th key={span.key} colSpan={span.columns} scope="colgroup">
              {span.label}
            </th>
          ))}
        </tr>
      )}
      <tr className={styles['heads']}>
        {columns.map((column) => {
          const sorted = sorting?.key === column.key
          return (
            <th key={column.key} scope="col" aria-sort={sorted ? (sorting.descending ? 'descending' : 'ascending') : 'none'}>
              <button
                type="button"
                className={styles['head']}
                data-sorted={sorted}
                onClick={() => onSort(column)}
                title={column.label}
                style={{ justifyContent: column.align === 'right' ? 'flex-end' : column.align === 'center' ? 'center' : 'flex-start', alignItems: 'center' }}
              >
                <span>{column.label}</span>
                <span aria-hidden="true">{sorted ? (sorting.descending ? '↓' : '↑') : ''}</span>
              </button>
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

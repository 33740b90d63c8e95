import type { ReactNode } from 'react'
import type { CardFacts } from '../object-card/index.tsx'

export interface ListRow {
  readonly id: number
}

export interface ListAnswer<Row> {
  readonly count: number
  readonly ids: readonly number[]
  readonly result: readonly Row[]
}

export interface ListColumn<Row> {
  readonly key: string
  readonly label: string
  /** Column that the server sorts by; absent: not sortable. */
  readonly sort?: string
  readonly render: (row: Row) => ReactNode
  /** Left out on narrow screens. */
  readonly wide?: boolean
}

export interface Filter {
  readonly col: string
  readonly opr: string
  readonly value: unknown
}

export interface Facet {
  readonly key: string
  readonly label: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly toFilter: (value: string) => Filter
  /** Drawn instead of a plain choice, for what the server has to be asked. */
  readonly control?: (value: string | null, onChange: (value: string | null) => void) => ReactNode
}

export interface RowAction<Row> {
  readonly label: string
  readonly icon?: ReactNode
  readonly onClick: (row: Row) => void
  readonly visible?: (row: Row) => boolean
}

/** The same list as cards. */
export interface CardSpec<Row> {
  readonly of: (row: Row) => CardFacts
  /** Column of names that the server sorts by. */
  readonly nameColumn: string
  /** Column of the last change that the server sorts by. */
  readonly changedColumn: string
}

/** One list page. */
export interface ListSpec<Row extends ListRow> {
  readonly title: string
  /** `/api/v1/dashboard`. */
  readonly api: string
  readonly columns: readonly ListColumn<Row>[]
  readonly search: { readonly col: string; readonly opr: string; readonly label: string }
  readonly facets: readonly Facet[]
  readonly defaultSort: { readonly column: string; readonly direction: 'asc' | 'desc' }
  readonly cards?: CardSpec<Row>
  readonly rowActions: readonly RowAction<Row>[]
  /** Name of a row, for labels and messages. */
  readonly nameOf: (row: Row) => string
  readonly canDelete: boolean
  readonly canExport: boolean
  /** Resources without bulk delete delete one by one. */
  readonly bulkDelete: boolean
  /** Filters that always hold. */
  readonly always?: readonly Filter[]
  /** Columns that are asked for; absent: those that the server gives by itself. */
  readonly asks?: readonly string[]
  /** Asked anew so often, in milliseconds, while the page is looked at. */
  readonly refreshMs?: number
  /** Only as long as one of the rows on the page is so. */
  readonly refreshWhile?: (row: Row) => boolean
  /** Under the title: other lists of the same kind. */
  readonly tabs?: ReactNode
  readonly emptyAction?: ReactNode
  /** What the list is of, told while it is empty and nothing is searched. */
  readonly emptyText?: ReactNode
  readonly headerActions?: ReactNode
  /** What a delete takes along, told before it happens. */
  readonly deleteWarning: string
  /** The same, asked of the server for what is about to go. */
  readonly deleteReview?: (ids: readonly number[]) => ReactNode
}

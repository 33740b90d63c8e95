import type { ListRow, ListSpec } from './types.ts'
import type { ListState } from './use-list.ts'

/** What the table and the cards of a list are given. */
export interface ListedProps<Row extends ListRow> {
  readonly spec: ListSpec<Row>
  readonly state: ListState
  /** undefined: on their way for the first time. */
  readonly rows: readonly Row[] | undefined
  readonly isFetching: boolean
  readonly chosen: ReadonlySet<number>
  readonly onChoose: (ids: ReadonlySet<number>) => void
  readonly onToggle: (id: number) => void
  readonly change: (changes: Readonly<Record<string, string | number | null>>) => void
  readonly onDelete: (row: Row) => void
  readonly onExport: (row: Row) => void
}

/** Whether rows can be chosen at all. */
export const isSelectable = <Row extends ListRow>({ canDelete, canExport }: ListSpec<Row>): boolean => canDelete || canExport

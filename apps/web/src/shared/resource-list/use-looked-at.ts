import { notifyManager, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState, useSyncExternalStore } from 'react'
import type { ListAnswer, ListRow } from './types.ts'

export interface LookedAt<Row> {
  /** null: none. */
  readonly row: Row | null
  readonly look: (row: Row) => void
  readonly close: () => void
  /** To the neighbours on the page of the list; null: there is none. */
  readonly previous: (() => void) | null
  readonly next: (() => void) | null
}

/** The row of a list that a dialog shows, as it is by now. */
export const useLookedAt = <Row extends ListRow>(api: string): LookedAt<Row> => {
  const client = useQueryClient()
  const [held, look] = useState<Row | null>(null)
  const listen = useCallback((told: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(told)), [client])
  const answer = useSyncExternalStore(listen, () => client.getQueriesData<ListAnswer<Row>>({ queryKey: ['list', api], type: 'active' }).at(-1)?.[1])
  const rows = answer?.result ?? []
  const at = held === null ? -1 : rows.findIndex((row) => row.id === held.id)
  const to = (row: Row | undefined) => (at === -1 || row === undefined ? null : () => look(row))
  return {
    row: held === null ? null : (rows[at] ?? held),
    look,
    close: () => look(null),
    previous: to(rows[at - 1]),
    next: to(rows[at + 1]),
  }
}

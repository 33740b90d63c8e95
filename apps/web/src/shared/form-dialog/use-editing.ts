import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

/** What a list page edits in a dialog: a row, something new (`row` null), or nothing. Saving reads the list anew. */
export const useEditing = <Row>(listPath: string) => {
  const client = useQueryClient()
  const [editing, setEditing] = useState<{ readonly row: Row | null } | null>(null)
  const close = (): void => setEditing(null)
  return {
    editing,
    edit: (row: Row): void => setEditing({ row }),
    add: (): void => setEditing({ row: null }),
    close,
    saved: (): void => {
      void client.invalidateQueries({ queryKey: ['list', listPath] })
      close()
    },
  } as const
}

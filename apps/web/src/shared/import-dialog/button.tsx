import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { ImportDialog, type ImportKind } from './index.tsx'

interface Props {
  readonly kind: ImportKind
  readonly title: string
  /** Of the list that is asked anew. */
  readonly api: string
}

/** Opens the import of a list's kind. */
export const ImportButton = ({ kind, title, api }: Props) => {
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('Import')}
      </Button>
      {open && (
        <ImportDialog kind={kind} title={title} onClose={() => setOpen(false)} onDone={() => void client.invalidateQueries({ queryKey: ['list', api] })} />
      )}
    </>
  )
}

import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { t } from '../../session/i18n.ts'
import type { VersionedKind } from './kinds.ts'

const HistoryDrawer = lazy(async () => ({ default: (await import('./drawer.tsx')).HistoryDrawer }))

interface Props {
  readonly kind: VersionedKind
  readonly id: number
  readonly name: string
  readonly unsaved?: boolean
  readonly onRestored: () => Promise<unknown>
}

/** Opens the history of what a page shows. */
export const HistoryButton = (props: Props) => {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('History')}
      </Button>
      {opened && (
        <Suspense fallback={null}>
          <HistoryDrawer {...props} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  )
}

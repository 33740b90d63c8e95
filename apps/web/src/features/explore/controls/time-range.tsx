import { Button, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { NO_FILTER } from '../time/range.ts'
import { RangeEditor } from '../time/range-editor.tsx'
import classes from './controls.module.css'
import { ItemPopover } from './item-popover.tsx'
import type { EditorProps } from './types.ts'

/** A time range of its own, as charts with a time column setting have it. Taken over with Use. */
export const TimeRangeControl = ({ value, labelId, onChange }: EditorProps) => {
  const saved = typeof value === 'string' && value !== '' ? value : NO_FILTER
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <ItemPopover
      opened={draft !== null}
      onClose={() => setDraft(null)}
      label={t('Time range')}
      target={
        <UnstyledButton className={classes['picked'] ?? ''} aria-describedby={labelId} aria-haspopup="dialog" onClick={() => setDraft(saved)}>
          {saved}
        </UnstyledButton>
      }
    >
      <div className={classes['editor']}>
        <RangeEditor value={draft ?? saved} onChange={setDraft} />
        <Button
          size="xs"
          onClick={() => {
            onChange(draft ?? saved)
            setDraft(null)
          }}
        >
          {t('Use')}
        </Button>
      </div>
    </ItemPopover>
  )
}

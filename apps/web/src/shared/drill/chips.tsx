import type { Condition } from '@coset/chart-kit/drill'
import { Button, UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import classes from './drill.module.css'
import type { DrilledDataset } from './subject.ts'
import { conditionText, originText } from './words.ts'

interface Props {
  readonly conditions: readonly Condition[]
  readonly dataset: DrilledDataset
  readonly removed: number
  readonly onRemove: (id: string) => void
  readonly onRestore: () => void
}

/** What keeps the rows, as chips that can be taken away. */
export const Chips = ({ conditions, dataset, removed, onRemove, onRestore }: Props) => (
  <div className={classes['chips']}>
    <ul className={classes['chipList']} aria-label={t('Filters of these rows')}>
      {conditions.map((condition) => {
        const text = conditionText(condition, dataset)
        return (
          <li key={condition.id} className={classes['chip']} data-origin={condition.origin} title={`${originText(condition)}: ${text}`}>
            <span className={classes['chipText']}>{text}</span>
            <UnstyledButton className={classes['chipOff'] ?? ''} aria-label={t('Remove {{filter}}', { filter: text })} onClick={() => onRemove(condition.id)}>
              <IconX size={14} stroke={1.5} />
            </UnstyledButton>
          </li>
        )
      })}
      {conditions.length === 0 && <li className={classes['none']}>{t('No filters: all rows of the dataset')}</li>}
    </ul>
    {removed > 0 && (
      <Button size="compact-xs" variant="subtle" onClick={onRestore}>
        {t('Put all back')}
      </Button>
    )}
  </div>
)

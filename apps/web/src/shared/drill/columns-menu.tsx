import { Button, Checkbox, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import classes from './drill.module.css'

interface Props {
  readonly columns: readonly { readonly key: string; readonly heading: string }[]
  readonly hidden: ReadonlySet<string>
  readonly onHide: (hidden: ReadonlySet<string>) => void
}

/** Which columns are shown. */
export const ColumnsMenu = ({ columns, hidden, onHide }: Props) => {
  const shown = columns.filter(({ key }) => !hidden.has(key)).length
  const toggle = (key: string): void => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    onHide(next)
  }
  return (
    <Popover position="bottom-end" trapFocus withinPortal returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconColumns3 size={16} stroke={1.5} />}>
          {shown === columns.length ? t('Columns') : t('{{shown}} of {{all}} columns', { shown, all: columns.length })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('Columns')} data-mantine-stop-propagation>
        <div className={classes['columnList']}>
          <Checkbox
            size="xs"
            data-mantine-stop-propagation
            label={t('All columns')}
            checked={hidden.size === 0}
            indeterminate={shown > 0 && shown < columns.length}
            onChange={() => onHide(new Set(hidden.size === 0 ? columns.slice(1).map(({ key }) => key) : []))}
          />
          {columns.map(({ key, heading }) => (
            <Checkbox
              key={key}
              size="xs"
              data-mantine-stop-propagation
              label={heading}
              checked={!hidden.has(key)}
              disabled={!hidden.has(key) && shown === 1}
              onChange={() => toggle(key)}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

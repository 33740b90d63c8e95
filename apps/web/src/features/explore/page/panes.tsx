import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconColumns3, IconLayoutSidebarLeftCollapse, IconLayoutSidebarRightCollapse } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../../../session/i18n.ts'
import classes from './page.module.css'

export type Pane = 'fields' | 'chart' | 'options'

interface Props {
  readonly fields: ReactNode
  readonly chart: ReactNode
  readonly options: ReactNode
  /** The tab on a phone. */
  readonly tab: Pane
  readonly onTab: (tab: Pane) => void
  readonly folds: Folds
}

export interface Folds {
  readonly isPhone: boolean
  readonly fields: boolean
  readonly options: boolean
  readonly setFields: (open: boolean) => void
  readonly setOptions: (open: boolean) => void
}

/** Which panes are open; kept in the browser. Narrow windows start without the fields. */
export function useFolds(): Folds {
  const isPhone = useMediaQuery('(max-width: 800px)', window.innerWidth <= 800, { getInitialValueInEffect: false }) === true
  const [fields, setFields] = useLocalStorage({ key: 'coset:explore:fields', defaultValue: window.innerWidth >= 1100, getInitialValueInEffect: false })
  const [options, setOptions] = useLocalStorage({ key: 'coset:explore:options', defaultValue: true, getInitialValueInEffect: false })
  return { isPhone, fields, options, setFields, setOptions }
}

const Folded = ({ label, icon, onOpen }: { readonly label: string; readonly icon: ReactNode; readonly onOpen: () => void }) => (
  <div className={classes['folded']}>
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} aria-expanded={false} onClick={onOpen}>
        {icon}
      </ActionIcon>
    </Tooltip>
  </div>
)

/** The button in a pane that folds it; none on a phone. */
export const Fold = ({ folds, side }: { readonly folds: Folds; readonly side: 'fields' | 'options' }) => {
  if (folds.isPhone) return null
  const isFields = side === 'fields'
  const label = isFields ? t('Fold the fields') : t('Fold the options')
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={label}
        aria-expanded
        onClick={() => (isFields ? folds.setFields(false) : folds.setOptions(false))}
      >
        {isFields ? <IconLayoutSidebarLeftCollapse size={16} stroke={1.5} /> : <IconLayoutSidebarRightCollapse size={16} stroke={1.5} />}
      </ActionIcon>
    </Tooltip>
  )
}

const TABS: readonly { readonly value: Pane; readonly label: string }[] = [
  { value: 'fields', label: 'Fields' },
  { value: 'chart', label: 'Chart' },
  { value: 'options', label: 'Options' },
]

/** Fields, chart and options side by side; each side folds. On a phone they are tabs. */
export const Panes = ({ fields, chart, options, tab, onTab, folds }: Props) => {
  if (folds.isPhone) {
    return (
      <div className={classes['phone']}>
        <SegmentedControl
          className={classes['tabs'] ?? ''}
          fullWidth
          aria-label={t('Part of the page')}
          value={tab}
          onChange={(value) => onTab(TABS.find((one) => one.value === value)?.value ?? 'chart')}
          data={TABS.map(({ value, label }) => ({ value, label: t(label) }))}
        />
        <div className={classes['tab']}>{tab === 'fields' ? fields : tab === 'options' ? options : chart}</div>
      </div>
    )
  }
  return (
    <div className={classes['panes']} data-fields={folds.fields} data-options={folds.options}>
      {folds.fields ? (
        <aside className={classes['side']} aria-label={t('Fields')}>
          {fields}
        </aside>
      ) : (
        <Folded label={t('Unfold the fields')} icon={<IconColumns3 size={18} stroke={1.5} />} onOpen={() => folds.setFields(true)} />
      )}
      <section className={classes['middle']} aria-label={t('Chart')}>
        {chart}
      </section>
      {folds.options ? (
        <aside className={classes['side']} aria-label={t('Options')}>
          {options}
        </aside>
      ) : (
        <Folded label={t('Unfold the options')} icon={<IconAdjustmentsHorizontal size={18} stroke={1.5} />} onOpen={() => folds.setOptions(true)} />
      )}
    </div>
  )
}

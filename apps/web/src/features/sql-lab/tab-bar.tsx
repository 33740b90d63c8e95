import { ActionIcon, Tooltip, UnstyledButton } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import { t } from '../../session/i18n.ts'
import type { Tabs } from './model/use-tabs.ts'
import classes from './sql-lab.module.css'

/** The open tabs; arrow keys walk them, Delete closes one. */
export const TabBar = ({ tabs, onAdd }: { readonly tabs: Tabs; readonly onAdd: () => void }) => {
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Delete') {
      const tab = tabs.list[at]
      if (tab !== undefined) tabs.close(tab.id)
      return
    }
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = step === 0 ? undefined : tabs.list[(at + step + tabs.list.length) % tabs.list.length]
    if (next === undefined) return
    event.preventDefault()
    tabs.select(next.id)
    document.getElementById(`sql-tab-${next.id}`)?.focus()
  }
  return (
    <div className={classes['tabs']}>
      <div role="tablist" aria-label={t('Queries')} className={classes['list']}>
        {tabs.list.map((tab, i) => (
          <div key={tab.id} className={classes['tab']} data-active={tab.id === tabs.activeId || undefined}>
            <UnstyledButton
              id={`sql-tab-${tab.id}`}
              role="tab"
              aria-selected={tab.id === tabs.activeId}
              tabIndex={tab.id === tabs.activeId ? 0 : -1}
              className={classes['label'] ?? ''}
              onClick={() => tabs.select(tab.id)}
              onKeyDown={(event) => onKeyDown(event, i)}
            >
              {tab.label}
            </UnstyledButton>
            <ActionIcon
              size={24}
              variant="subtle"
              color="gray"
              aria-label={t('Close {{name}}', { name: tab.label })}
              tabIndex={-1}
              onClick={() => tabs.close(tab.id)}
            >
              <IconX size={14} stroke={1.5} />
            </ActionIcon>
          </div>
        ))}
      </div>
      <Tooltip label={t('New query')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('New query')} onClick={onAdd}>
          <IconPlus size={16} stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

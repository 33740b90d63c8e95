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
          <UnstyledButton
            key={tab.id}
            id={`sql-tab-${tab.id}`}
            role="tab"
            aria-selected={tab.id === tabs.activeId}
            aria-keyshortcuts="Delete"
            tabIndex={tab.id === tabs.activeId ? 0 : -1}
            className={classes['tab'] ?? ''}
            data-active={tab.id === tabs.activeId || undefined}
            onClick={() => tabs.select(tab.id)}
            onKeyDown={(event) => onKeyDown(event, i)}
          >
            <span className={classes['label']}>{tab.label}</span>
            {/* A tab may hold nothing that takes focus: the cross is for pointers, Delete is for keys. */}
            <span
              aria-hidden="true"
              className={classes['cross']}
              title={t('Close {{name}}', { name: tab.label })}
              onClick={(event) => {
                event.stopPropagation()
                tabs.close(tab.id)
              }}
            >
              <IconX size={14} stroke={1.5} />
            </span>
          </UnstyledButton>
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

import { ActionIcon, Button, Menu, Select, Tooltip } from '@mantine/core'
import { IconBraces, IconDots, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { usePlace } from '../../shared/queue/use-place.ts'
import type { RunState, Tab, TabPatch } from './model/types.ts'
import classes from './sql-lab.module.css'

const LIMITS = [10, 100, 1000, 10_000, 100_000]

export interface Actions {
  readonly run: () => void
  readonly stop: () => void
  readonly format: () => void
  readonly explain: (() => void) | null
  readonly save: (() => void) | null
  readonly link: (() => void) | null
  readonly parameters: () => void
  readonly rename: () => void
  readonly asTable: (() => void) | null
  readonly asView: (() => void) | null
}

const useElapsed = (since: number | null): string => {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (since === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [since])
  return since === null ? '' : `${(Math.max(0, now - since) / 1000).toFixed(1)} s`
}

/** What one does with the SQL of a tab. */
export const Toolbar = ({
  tab,
  state,
  actions,
  onChange,
}: {
  readonly tab: Tab
  readonly state: RunState
  readonly actions: Actions
  readonly onChange: (patch: TabPatch) => void
}) => {
  const running = state.kind === 'running' ? state : null
  const elapsed = useElapsed(running?.since ?? null)
  const place = usePlace(running?.clientId ?? null, running !== null)
  return (
    <div className={classes['toolbar']} role="toolbar" aria-label={t('Query')}>
      {running === null ? (
        <Tooltip label={t('Runs the selection, or all (Ctrl Enter)')}>
          <Button
            size="compact-md"
            leftSection={<IconPlayerPlay size={16} stroke={1.5} />}
            disabled={tab.databaseId === null || tab.sql.trim() === ''}
            onClick={actions.run}
          >
            {t('Run')}
          </Button>
        </Tooltip>
      ) : (
        <Button size="compact-md" color="red" variant="light" leftSection={<IconPlayerStop size={16} stroke={1.5} />} onClick={actions.stop}>
          {t('Stop')}
        </Button>
      )}
      {running !== null && (
        <span role="status" className={classes['clock']}>
          {elapsed}
          {place === '' ? '' : ` · ${place}`}
        </span>
      )}
      <Select
        size="xs"
        w={120}
        aria-label={t('Row limit')}
        allowDeselect={false}
        data={[...new Set([...LIMITS, tab.limit])]
          .sort((a, b) => a - b)
          .map((limit) => ({ value: String(limit), label: t('{{count}} rows', { count: limit.toLocaleString('en') }) }))}
        value={String(tab.limit)}
        onChange={(value) => value !== null && onChange({ limit: Number(value) })}
      />
      <Button size="compact-sm" variant="subtle" color="gray" onClick={actions.format}>
        {t('Format')}
      </Button>
      {actions.explain !== null && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={actions.explain}>
          {t('Estimate')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant={tab.parameters === '' ? 'subtle' : 'light'}
        color="gray"
        leftSection={<IconBraces size={16} stroke={1.5} />}
        onClick={actions.parameters}
      >
        {t('Parameters')}
      </Button>
      <span className={classes['spring']} />
      {actions.save !== null && (
        <Button size="compact-sm" variant="default" onClick={actions.save}>
          {t('Save')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('More actions')}>
            <IconDots size={18} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={actions.rename}>{t('Rename the tab')}</Menu.Item>
          {actions.link !== null && <Menu.Item onClick={actions.link}>{t('Copy a lasting link')}</Menu.Item>}
          {actions.asTable !== null && <Menu.Item onClick={actions.asTable}>{t('Write the result into a table')}</Menu.Item>}
          {actions.asView !== null && <Menu.Item onClick={actions.asView}>{t('Keep it as a view')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

import { UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { NameDialog } from './dialogs/name-dialog.tsx'
import { ParametersDialog } from './dialogs/parameters-dialog.tsx'
import { SaveDialog } from './dialogs/save-dialog.tsx'
import { Editor, type EditorHandle } from './editor/editor.tsx'
import type { Database, Tab } from './model/types.ts'
import type { Runner } from './model/use-run.ts'
import type { Tabs } from './model/use-tabs.ts'
import { History } from './panels/history.tsx'
import { Saved } from './panels/saved.tsx'
import { Outcome } from './results/outcome.tsx'
import classes from './sql-lab.module.css'
import { type Actions, Toolbar } from './toolbar.tsx'
import { Tree } from './tree/tree.tsx'
import { columnsQuery, useFunctions, useTables } from './tree/use-schema.ts'

type Dialog = 'save' | 'rename' | 'parameters' | 'table' | 'view' | null
type Panel = 'results' | 'history' | 'saved'

interface Props {
  readonly tab: Tab
  readonly tabs: Tabs
  readonly runner: Runner
  readonly databases: readonly Database[]
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

const Dialogs = ({
  dialog,
  tab,
  tabs,
  runner,
  sql,
  onClose,
}: Omit<Props, 'databases'> & { readonly dialog: Dialog; readonly sql: string; readonly onClose: () => void }) => {
  if (dialog === 'parameters') return <ParametersDialog start={tab.parameters} onSave={(parameters) => tabs.change({ parameters })} onClose={onClose} />
  if (dialog === 'rename')
    return (
      <NameDialog
        title={t('Rename the tab')}
        label={t('Name')}
        start={tab.label}
        action={t('Rename')}
        onDone={async (label) => tabs.change({ label })}
        onClose={onClose}
      />
    )
  if (dialog === 'save') return <SaveDialog tab={tab} onChange={tabs.change} onClose={onClose} />
  if (dialog === 'table' || dialog === 'view') {
    const make = async (name: string): Promise<void> => {
      void runner.run(tab, sql, { createAs: { method: dialog === 'table' ? 'TABLE' : 'VIEW', name } })
    }
    return (
      <NameDialog
        title={dialog === 'table' ? t('Write the result into a table') : t('Keep it as a view')}
        label={t('Name')}
        start=""
        action={t('Run')}
        onDone={make}
        onClose={onClose}
      />
    )
  }
  return null
}

/** Tree, editor and results of one tab. */
export const Workbench = ({ tab, tabs, runner, databases }: Props) => {
  const session = useSession()
  const client = useQueryClient()
  const navigate = useNavigate()
  const editor = useRef<EditorHandle>(null)
  const [dialog, setDialog] = useState<Dialog>(null)
  const [panel, setPanel] = useState<Panel>('results')
  const [ran, setRan] = useState('')
  const database = databases.find((one) => one.id === tab.databaseId)
  const tables = useTables(tab.databaseId, tab.schema)
  const functions = useFunctions(tab.databaseId)
  const current = (): string => editor.current?.selected() ?? tab.sql
  const run = (sql = current()): void => {
    if (tab.databaseId === null || sql.trim() === '' || runner.stateOf(tab.id).kind === 'running') return
    setPanel('results')
    setRan(sql)
    void runner.run(tab, sql, { later: database?.allow_run_async === true }).then((answer) => answer !== null && tabs.change({ latest: answer.query }))
  }
  const format = async (): Promise<void> => {
    const { result } = await api.post<{ result: string }>('/api/v1/sqllab/format_sql/', { body: { sql: tab.sql, database_id: tab.databaseId } })
    tabs.change({ sql: result })
  }
  const estimate = async (): Promise<void> => {
    const { result } = await api.post<{ result: readonly Record<string, string>[] }>('/api/v1/sqllab/estimate/', {
      body: { database_id: tab.databaseId, sql: current(), schema: tab.schema },
    })
    const lines = result.map((one) =>
      Object.entries(one)
        .map(([label, text]) => `${label}: ${text}`)
        .join(' · '),
    )
    notifications.show({ title: t('What the database expects'), message: lines.join('\n') || t('It tells nothing.') })
  }
  const link = async (): Promise<void> => {
    const body = { dbId: tab.databaseId, name: tab.label, sql: tab.sql, schema: tab.schema, templateParams: tab.parameters === '' ? null : tab.parameters }
    const { url } = await api.post<{ url: string }>('/api/v1/sqllab/permalink', { body })
    const full = new URL(url, window.location.origin).href
    await navigator.clipboard.writeText(full)
    notifications.show({ title: t('Link copied'), message: full })
  }
  const writes = database?.allow_dml === true
  const ask = (next: Dialog) => () => {
    setRan(current())
    setDialog(next)
  }
  const actions: Actions = {
    run: () => run(),
    stop: () => runner.stop(tab.id),
    format: () => void format().catch(told),
    explain: session.allows('can_estimate_query_cost', 'SQLLab') ? () => void estimate().catch(told) : null,
    save: session.allows('can_write', 'SavedQuery') ? () => setDialog('save') : null,
    link: session.allows('can_write', 'SqlLabPermalinkRestApi') ? () => void link().catch(told) : null,
    parameters: () => setDialog('parameters'),
    rename: () => setDialog('rename'),
    asTable: writes ? ask('table') : null,
    asView: writes ? ask('view') : null,
  }
  const preview = async (table: string): Promise<void> => {
    const path = [tab.databaseId, 'select_star', table, ...(tab.schema === null ? [] : [tab.schema])].map((part) => encodeURIComponent(String(part))).join('/')
    run((await api.get<{ result: string }>(`/api/v1/database/${path}/`)).result)
  }
  const names = {
    tables: (tables.data ?? []).map((table) => table.value),
    functions: functions.data ?? [],
    columns: async (table: string) => (await client.fetchQuery(columnsQuery(tab.databaseId, tab.schema, table))).map((column) => column.name),
  }
  return (
    <div className={classes['workbench']}>
      <Tree
        tab={tab}
        databases={databases}
        onChange={tabs.change}
        onInsert={(text) => editor.current?.insert(text)}
        onPreview={(table) => void preview(table).catch(told)}
      />
      <div className={classes['bench']}>
        <Toolbar tab={tab} state={runner.stateOf(tab.id)} actions={actions} onChange={tabs.change} />
        <Editor handle={editor} value={tab.sql} backend={database?.backend} names={names} onChange={(sql) => tabs.change({ sql })} onRun={() => run()} />
        <div className={classes['panels']} role="tablist" aria-label={t('Below the editor')}>
          {(['results', 'history', 'saved'] as const).map((one) => (
            <UnstyledButton key={one} role="tab" aria-selected={panel === one} className={classes['panel'] ?? ''} onClick={() => setPanel(one)}>
              {one === 'results' ? t('Results') : one === 'history' ? t('History') : t('Saved')}
            </UnstyledButton>
          ))}
        </div>
        <div className={classes['below']}>
          {panel === 'results' && (
            <Outcome
              key={tab.id}
              state={runner.stateOf(tab.id)}
              onAgain={() => run(ran === '' ? undefined : ran)}
              onChart={(id) => void navigate(`/explore/?datasource_type=query&datasource_id=${id}`)}
            />
          )}
          {panel === 'history' && <History onUse={(sql) => tabs.change({ sql })} />}
          {panel === 'saved' && <Saved onOpen={(from) => void tabs.open(from).catch(told)} />}
        </div>
      </div>
      <Dialogs dialog={dialog} tab={tab} tabs={tabs} runner={runner} sql={ran === '' ? tab.sql : ran} onClose={() => setDialog(null)} />
    </div>
  )
}

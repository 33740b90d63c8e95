import { type ChartDefinition, type FormData, toDatasetHints } from '@coset/chart-kit'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import type { Fields } from '../../../shared/chart-types/order.ts'
import { momentOf } from '../../../shared/moment/index.tsx'
import { columnType, findColumn } from '../adhoc/column.ts'
import { ChartPane } from '../chart/chart-pane.tsx'
import { type Run, useRun } from '../chart/use-run.ts'
import { FieldsPane } from '../fields/fields-pane.tsx'
import { chosenFields, missingControls } from '../form/controls.ts'
import { Header } from '../header/header.tsx'
import { OptionsPane } from '../options/options-pane.tsx'
import type { SavedChart } from '../save/save.ts'
import { SaveDialog } from '../save/save-dialog.tsx'
import { isQuestion, sourceOf } from '../source.ts'
import { TypePicker } from '../types/type-picker.tsx'
import type { Dataset, Loaded } from '../types.ts'
import { useKeptForm } from '../url/use-kept-form.ts'
import { useLeaveGuard } from '../url/use-leave-guard.ts'
import type { Explore, ResultColumn } from './context.ts'
import { LeaveDialog } from './leave-dialog.tsx'
import classes from './page.module.css'
import { Fold, Panes, useFolds } from './panes.tsx'
import { Stage } from './stage.tsx'
import { useEditing } from './use-editing.ts'
import { useMountedLog } from './use-mounted-log.ts'
import { useOwnState } from './use-own-state.ts'
import { usePlacing } from './use-placing.ts'
import { useRunKey } from './use-run-key.ts'
import { useView } from './use-view.ts'

interface Props {
  readonly loaded: Loaded
  readonly from: string
  readonly vizType: string | null
  /** The saved chart is another one now: the page begins again with it. */
  readonly onReload: () => Promise<void>
}

const isAlone = (): boolean => Number(new URLSearchParams(window.location.search).get('standalone') ?? 0) > 0

function fieldsOf(definition: ChartDefinition, formData: FormData, dataset: Dataset): Fields {
  return chosenFields(definition, formData, (column) => {
    const known = findColumn(dataset, column)
    return known !== undefined && columnType(known) === 'time'
  })
}

function useColumns({ picture }: Run): readonly ResultColumn[] {
  const first = picture?.results[0]
  return useMemo(() => (first?.colnames ?? []).map((name, index) => ({ name, type: first?.coltypes[index] ?? 1 })), [first])
}

/** The page over one dataset and, perhaps, one saved chart. */
export const Explorer = ({ loaded, from, vizType, onReload }: Props) => {
  const { dataset, slice } = loaded
  const session = useSession()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { formData, definition, setValue, ...editing } = useEditing(loaded, vizType)
  const folds = useFolds()
  const view = useView(definition, folds)
  const [savedName, setSavedName] = useState(slice?.slice_name ?? '')
  const [name, setName] = useState(savedName)
  const [isSaving, setSaving] = useState(false)
  const [readOn, setReadOn] = useState(() => momentOf(slice?.changed_on ?? null) ?? undefined)
  const missing = useMemo(() => missingControls(definition, formData), [definition, formData])
  const [asked, onOwnState] = useOwnState(formData)
  const run = useRun(definition, asked, sourceOf(dataset), missing.length === 0, name === '' ? t('New chart') : name)
  const columns = useColumns(run)
  const isChanged = editing.isChanged || name !== savedName
  const leaving = useLeaveGuard(isChanged && !isAlone())
  useMountedLog(slice?.slice_id)
  useRunKey(run)
  useKeptForm({ formData, source: sourceOf(dataset), sliceId: slice?.slice_id, isChanged: editing.isChanged, from })
  const placing = usePlacing(definition, formData, setValue, folds.isPhone)
  const { wanted, opened } = placing
  const explore = useMemo<Explore>(() => ({ dataset, setValue, wanted, opened }), [dataset, setValue, wanted, opened])
  const hints = useMemo(() => toDatasetHints(dataset), [dataset])
  const isOwner = session.user !== null && slice !== null && (session.user.is_admin || slice.owners.includes(session.user.id))
  const canSave = session.allows('can_write', 'Chart') && (!isQuestion(dataset) || session.allows('can_write', 'Dataset'))
  const takeSaved = async (): Promise<void> => {
    setSaving(false)
    if (slice === null) return
    // Without a key of settings that are not saved
    await navigate(`/explore/?slice_id=${slice.slice_id}`, { replace: true })
    await onReload()
  }
  const onSaved = ({ id, changedOn, dashboard }: SavedChart, title: string): void => {
    editing.markSaved()
    setReadOn(changedOn)
    setSavedName(title)
    setName(title)
    setSaving(false)
    notifications.show({ color: 'green', message: t('“{{name}}” is saved', { name: title }) })
    void client.invalidateQueries({ queryKey: ['list', '/api/v1/chart'] })
    void client.invalidateQueries({ queryKey: ['explore'] })
    void navigate(dashboard === undefined ? `/explore/?slice_id=${id}` : `/superset/dashboard/${dashboard}/`, { replace: true })
  }
  const chart = (
    <ChartPane
      {...{ dataset, definition, formData, run, hints, onOwnState }}
      missing={missing.map((control) => t(control.label))}
      panel={view.panel}
      onPanel={view.setPanel}
      onOpen={view.openControl}
      alone={isAlone()}
    />
  )
  if (isAlone()) return <main className={classes['alone']}>{chart}</main>
  const head = <TypePicker current={definition} fields={fieldsOf(definition, formData, dataset)} onPick={editing.setType} />
  return (
    <Stage explore={explore} formData={formData} columns={columns} onDragEnd={placing.onDragEnd}>
      <main className={classes['explore']}>
        <Header
          {...{ loaded, name, canSave, isChanged, hints }}
          onName={setName}
          canRename={canSave && (slice === null || isOwner)}
          missing={missing.length}
          picture={run.picture}
          undo={editing.undo}
          redo={editing.redo}
          onSave={() => setSaving(true)}
          onSql={view.openSql}
          canRemember={canSave && isOwner}
          onRestored={takeSaved}
        />
        {loaded.message !== null && (
          <p className={classes['message']} role="status">
            {t('The settings of this link are no longer kept; the saved chart is shown.')}
          </p>
        )}
        <Panes
          fields={<FieldsPane dataset={dataset} fold={<Fold folds={folds} side="fields" />} onAdd={placing.onAdd} />}
          chart={chart}
          options={
            <OptionsPane
              {...{ definition, formData, head }}
              fold={<Fold folds={folds} side="options" />}
              group={view.group}
              onGroup={view.setGroup}
              onChange={setValue}
              focus={view.focus}
            />
          }
          tab={view.tab}
          onTab={view.setTab}
          folds={folds}
        />
        <p className="coset-visually-hidden" role="status">
          {placing.said}
        </p>
      </main>
      {isSaving && (
        <SaveDialog
          name={name}
          wish={{ definition, formData, loaded, readOn, saved: editing.saved }}
          canOverwrite={isOwner && slice?.is_managed_externally !== true}
          onSaved={onSaved}
          onTheirs={() => void takeSaved()}
          onClose={() => setSaving(false)}
        />
      )}
      {leaving !== null && <LeaveDialog leaving={leaving} name={name} canSave={canSave && missing.length === 0} onSave={() => setSaving(true)} />}
    </Stage>
  )
}

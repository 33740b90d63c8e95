import { dimensionNames, fixedNames, settled } from '@coset/chart-kit/drill'
import type { MenuRequest } from '@coset/chart-kit/view'
import { definitionFor } from '@coset/charts/by-type'
import { writeExact } from '@coset/core'
import { Button, Modal, SegmentedControl, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChevronRight, IconPencil, IconSitemap, IconTable } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { ByChart, type Look } from './by-chart.tsx'
import { ColumnPicker } from './column-picker.tsx'
import { crumbsOf, formAfter, type Kept, type Step } from './crumbs.ts'
import { DatumMenu } from './datum-menu.tsx'
import classes from './drill.module.css'
import type { Subject } from './subject.ts'
import { useColumns } from './use-columns.ts'
import { useDatumEvents } from './use-datum-events.ts'
import { useDrillRights } from './use-rights.ts'
import { columnName } from './words.ts'

const DetailDialog = lazy(async () => ({ default: (await import('./detail-dialog.tsx')).DetailDialog }))

const NOTHING: Kept = { filters: [], label: '' }

/** The levels; the last one takes the focus when one has gone there. */
const Crumbs = ({ names, isThere, onBack }: { readonly names: readonly string[]; readonly isThere: boolean; readonly onBack: (level: number) => void }) => {
  const last = useRef<HTMLSpanElement>(null)
  const level = names.length
  useEffect(() => {
    if (isThere && level > 0) last.current?.focus()
  }, [isThere, level])
  return (
    <nav aria-label={t('Way down')}>
      <ol className={classes['crumbs']}>
        {names.map((name, at) => (
          <li key={at} className={classes['crumb']}>
            {at > 0 && <IconChevronRight size={14} stroke={1.5} aria-hidden />}
            {at === level - 1 ? (
              <span ref={last} aria-current="step" tabIndex={-1}>
                {name}
              </span>
            ) : (
              <UnstyledButton className={classes['back'] ?? ''} fz="sm" onClick={() => onBack(at)}>
                {name}
              </UnstyledButton>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** Opens what one found in Explore, as a chart of its own. */
const openInExplore = async (subject: Subject, formData: Subject['formData']): Promise<void> => {
  const { id } = subject.dataset
  const body = { datasource_id: id, datasource_type: 'table', form_data: writeExact({ ...settled(formData), datasource: `${id}__table` }) }
  const { key } = await api.post<{ key: string }>('/api/v1/explore/form_data', { body })
  window.location.assign(`/explore/?${new URLSearchParams({ datasource_type: 'table', datasource_id: String(id), form_data_key: key }).toString()}`)
}

interface Props {
  readonly subject: Subject
  readonly look: Look
  readonly start: Kept | null
  readonly onClose: () => void
}

/** A chart grouped by another column, and by others deeper inside. */
export const ByDialog = ({ subject, look, start, onClose }: Props) => {
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false }) === true
  const columns = useColumns(subject)
  const [steps, setSteps] = useState<readonly Step[]>([])
  const [picking, setPicking] = useState<Kept | null>(start ?? NOTHING)
  const [asTable, setAsTable] = useState(false)
  const [request, setRequest] = useState<MenuRequest | null>(null)
  const [detail, setDetail] = useState<Kept['filters'] | null>(null)
  const formData = useMemo(() => formAfter(subject.formData, steps), [subject.formData, steps])
  const inner: Subject = { ...subject, formData }
  const definition = definitionFor(formData.viz_type ?? 'table')
  const rights = useDrillRights(definition, subject.dataset.hidesRows)
  const events = useDatumEvents(setRequest)
  const trail = picking === null ? steps : [...steps, { ...picking, column: '' }]
  const names = crumbsOf(subject.formData, trail, (column) => (column === '' ? t('Choose a column') : columnName(subject.dataset, column))).map(
    (name, level) => (level === 0 && name === '' ? subject.name : name),
  )
  const without = useMemo(
    () => new Set([...dimensionNames(formData), ...fixedNames(formData), ...(picking ?? NOTHING).filters.map(({ col }) => String(col))]),
    [formData, picking],
  )
  const pick = (column: string): void => {
    setSteps([...steps, { ...(picking ?? NOTHING), column }])
    setPicking(null)
  }
  const back = (level: number): void => {
    setSteps(steps.slice(0, level))
    setPicking(null)
  }
  const edit = (): void =>
    void openInExplore(subject, formData).catch((error: unknown) =>
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) }),
    )
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('Drill into {{name}}', { name: subject.name })}
      size="min(1100px, 94vw)"
      fullScreen={narrow}
      returnFocus={false}
      closeOnEscape={request === null && detail === null}
      trapFocus={detail === null}
      classNames={{ content: classes['content'] ?? '', body: classes['body'] ?? '' }}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Crumbs names={names} isThere={picking === null} onBack={back} />
      {picking !== null ? (
        <ColumnPicker columns={columns} without={without} onPick={pick} onCancel={steps.length === 0 ? null : () => setPicking(null)} />
      ) : (
        <>
          <div className={classes['tools']}>
            <SegmentedControl
              size="xs"
              aria-label={t('Show as')}
              value={asTable ? 'table' : 'chart'}
              onChange={(value) => setAsTable(value === 'table')}
              data={[
                { value: 'chart', label: t('Chart') },
                { value: 'table', label: t('Table') },
              ]}
            />
            <span className={classes['gap']} />
            {rights.by && (
              <Button size="compact-sm" variant="default" leftSection={<IconSitemap size={16} stroke={1.5} />} onClick={() => setPicking(NOTHING)}>
                {t('Drill by…')}
              </Button>
            )}
            {rights.detail && (
              <Button size="compact-sm" variant="default" leftSection={<IconTable size={16} stroke={1.5} />} onClick={() => setDetail([])}>
                {t('Drill to detail')}
              </Button>
            )}
            {rights.edit && (
              <Button size="compact-sm" variant="default" leftSection={<IconPencil size={16} stroke={1.5} />} onClick={edit}>
                {t('Edit chart')}
              </Button>
            )}
          </div>
          <div className={classes['stage']} {...events}>
            <ByChart subject={inner} formData={formData} look={look} asTable={asTable} onMenu={rights.by || rights.detail ? setRequest : undefined} />
          </div>
        </>
      )}
      {request !== null && (
        <DatumMenu
          request={request}
          name={subject.name}
          dataset={subject.dataset}
          rights={rights}
          filtering={null}
          onDetail={setDetail}
          onBy={(behind) => setPicking(behind === null ? NOTHING : { filters: behind.by, label: behind.label })}
          onClose={() => setRequest(null)}
        />
      )}
      {detail !== null && (
        <Suspense fallback={null}>
          <DetailDialog subject={inner} datum={detail} mayDownload={rights.files} onClose={() => setDetail(null)} />
        </Suspense>
      )}
    </Modal>
  )
}

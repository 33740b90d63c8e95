import { type ConfigField, type ConfigItem, type ConfigKind, type FilterDivider, isDivider, problemsOf } from '@coset/chart-kit/dashboard'
import { EmptyState } from '@coset/ui'
import { Alert, Button, Group, Modal, SegmentedControl, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { t } from '../../../../session/i18n.ts'
import { useSession } from '../../../../session/session.tsx'
import { LeaveDialog, useLeaveGuard } from '../../../../shared/leave-guard/index.tsx'
import { useDashboard } from '../../model/context.ts'
import classes from './configure.module.css'
import { ItemList } from './item-list.tsx'
import { ScopeFields } from './scope-fields.tsx'
import { type FieldErrors, Settings } from './settings.tsx'
import { useColumns } from './use-columns.ts'
import { useDraftConfig } from './use-draft-config.ts'
import { useSaving } from './use-saving.ts'
import { nameOf, problemWords } from './words.ts'

type Draft = ReturnType<typeof useDraftConfig>

const DividerFields = ({
  divider,
  error,
  onChange,
}: {
  readonly divider: FilterDivider
  readonly error: string | undefined
  readonly onChange: (divider: FilterDivider) => void
}) => (
  <Stack gap="md">
    <TextInput
      label={t('Title')}
      required
      value={divider.title}
      error={error}
      onChange={(event) => onChange({ ...divider, title: event.currentTarget.value })}
    />
    <Textarea
      label={t('Description')}
      autosize
      minRows={1}
      maxRows={4}
      value={divider.description ?? ''}
      onChange={(event) => onChange({ ...divider, description: event.currentTarget.value })}
    />
  </Stack>
)

/** What is said of the chosen item. */
const Details = ({ work, columns, errors }: { readonly work: Draft; readonly columns: ReturnType<typeof useColumns>; readonly errors: FieldErrors }) => {
  const { item, kept } = work
  if (item === null)
    return (
      <EmptyState
        compact
        title={
          work.kind === 'filters'
            ? t('Add a filter: people then choose what the charts show.')
            : t('Add a display control: people then choose how the charts are split, or over which time they are drawn.')
        }
      />
    )
  if (isDivider(item)) return <DividerFields key={item.id} divider={item} error={errors.name} onChange={work.changeDivider} />
  const datasetId = item.targets[0]?.datasetId
  return (
    <Tabs key={item.id} defaultValue="settings" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="settings">{t('Settings')}</Tabs.Tab>
        <Tabs.Tab value="scope">{t('Scope')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="settings">
        <Settings
          kind={work.kind}
          filter={item}
          items={kept}
          columns={datasetId === undefined ? undefined : columns.columnsOf(datasetId)}
          errors={errors}
          onChange={work.changeFilter}
        />
      </Tabs.Panel>
      <Tabs.Panel value="scope">
        <ScopeFields filter={item} onChange={work.changeFilter} />
      </Tabs.Panel>
    </Tabs>
  )
}

/** What keeps the items from being saved; `shown` of it is, before an attempt to save, only what nobody would finish by going on. */
const useProblems = (kept: readonly ConfigItem[], chosen: string | null, columns: ReturnType<typeof useColumns>, tried: ReadonlySet<string>) => {
  const all = problemsOf(kept, columns.facts)
  const shown = all.filter((problem) => tried.has(problem.id) || problem.kind !== 'missing')
  const entries = shown.filter((problem) => problem.id === chosen).map((problem): [ConfigField, string] => [problem.field, problemWords(problem)])
  return { all, wrong: new Set(shown.map((problem) => problem.id)), errors: Object.fromEntries(entries) satisfies FieldErrors }
}

/** The filters of a dashboard: which there are, in which order, and what each does. */
export const ConfigureDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { id, config, layout } = useDashboard()
  const narrow = useMediaQuery('(max-width: 640px)')
  const mayControl = useSession().allows('can_put_chart_customizations', 'Dashboard')
  const works = { filters: useDraftConfig('filters', config.items, layout), controls: useDraftConfig('controls', config.controlItems, layout) }
  const [kind, setKind] = useState<ConfigKind>('filters')
  const work = works[kind]
  const kept = [...works.filters.kept, ...works.controls.kept]
  const isChanged = works.filters.isChanged || works.controls.isChanged
  const columns = useColumns(kept)
  const [tried, setTried] = useState<ReadonlySet<string>>(new Set())
  const { all, wrong, errors } = useProblems(kept, work.chosen, columns, tried)
  const { refused, busy, put } = useSaving(id, works)
  const [isAsking, setAsking] = useState(false)
  const details = useRef<HTMLDivElement>(null)
  const [pointed, setPointed] = useState<{ readonly at: string } | null>(null)
  const guard = useLeaveGuard(isChanged && !busy)
  useEffect(() => {
    if (pointed !== null) details.current?.querySelector<HTMLElement>(pointed.at)?.focus()
  }, [pointed])
  const close = (): void => (isChanged ? setAsking(true) : onClose())
  const save = async (): Promise<void> => {
    setTried(new Set(kept.map((item) => item.id)))
    const [first] = all
    if (first !== undefined) {
      const place = works.filters.kept.some((item) => item.id === first.id) ? works.filters : works.controls
      setKind(place.kind)
      place.choose(first.id)
      setPointed({ at: '[aria-invalid=true]' })
      return
    }
    if (await put()) onClose()
  }
  const broken = kept.filter((item) => wrong.has(item.id))
  return (
    <>
      <Modal
        opened
        onClose={close}
        title={t('Filters of the dashboard')}
        size="min(1040px, 96vw)"
        fullScreen={narrow === true}
        closeOnClickOutside={!isChanged}
        closeButtonProps={{ 'aria-label': t('Close') }}
        classNames={{ body: classes['body'] ?? '', content: classes['content'] ?? '' }}
      >
        <div className={classes['panes']}>
          <nav className={classes['list']} aria-label={t('Filters and dividers')}>
            {mayControl && (
              <SegmentedControl
                size="xs"
                fullWidth
                aria-label={t('What is listed')}
                value={kind}
                onChange={(next) => setKind(next === 'controls' ? 'controls' : 'filters')}
                data={[
                  { value: 'filters', label: t('Filters ({{count}})', { count: works.filters.kept.length }) },
                  { value: 'controls', label: t('Display controls ({{count}})', { count: works.controls.kept.length }) },
                ]}
              />
            )}
            <ItemList
              key={kind}
              kind={kind}
              draft={work.draft}
              chosen={work.item?.id ?? null}
              wrong={wrong}
              onChoose={(chosen) => {
                work.choose(chosen)
                // On a phone the settings stand under the list
                if (narrow === true) details.current?.scrollIntoView({ block: 'start' })
              }}
              onMove={work.move}
              onRemove={work.remove}
              onRestore={work.restore}
              onAdd={(isDivider) => {
                work.add(isDivider)
                setPointed({ at: 'input' })
              }}
            />
          </nav>
          <section ref={details} className={classes['details']} aria-label={work.item === null ? t('Settings') : nameOf(work.item)}>
            <Details work={work} columns={columns} errors={errors} />
          </section>
        </div>
        <Group className={classes['foot'] ?? ''} justify="flex-end" gap="xs">
          {refused !== '' && (
            <Alert color="red" role="alert" className={classes['told'] ?? ''}>
              {refused}
            </Alert>
          )}
          {tried.size > 0 && refused === '' && broken.length > 0 && (
            <Text size="sm" role="alert" className={`${classes['told'] ?? ''} ${classes['bad'] ?? ''}`}>
              {t('Not saved yet. Look at: {{names}}', { names: broken.map(nameOf).join(', ') })}
            </Text>
          )}
          <Button variant="default" onClick={close}>
            {t('Cancel')}
          </Button>
          <Button onClick={() => void save()} loading={busy} disabled={!isChanged}>
            {t('Save')}
          </Button>
        </Group>
      </Modal>
      {isAsking && <LeaveDialog name={t('Filters')} leaving={{ go: onClose, stay: () => setAsking(false) }} />}
      {guard.leaving !== null && <LeaveDialog name={t('Filters')} leaving={guard.leaving} />}
    </>
  )
}

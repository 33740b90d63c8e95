import { Alert, Autocomplete, Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { isQuestion } from '../source.ts'
import type { SavedChart, SaveWish, Target } from './save.ts'
import { saveAsDataset, saveChart } from './save.ts'

interface Props {
  readonly name: string
  readonly wish: Pick<SaveWish, 'definition' | 'formData' | 'loaded' | 'readOn' | 'saved'>
  readonly canOverwrite: boolean
  readonly onSaved: (saved: SavedChart, name: string) => void
  /** Somebody saved meanwhile, and theirs is taken. */
  readonly onTheirs: () => void
  readonly onClose: () => void
}

interface Dashboards {
  readonly result: readonly { readonly id: number; readonly dashboard_title: string }[]
}

/** The dashboards that one may put charts on: one's own; an administrator's are all. */
function useDashboards(): readonly { readonly id: number; readonly title: string }[] {
  const { user } = useSession()
  const filters = user === null || user.is_admin ? [] : [{ col: 'owners', opr: 'rel_m_m', value: user.id }]
  const q = { columns: ['id', 'dashboard_title'], filters, order_column: 'changed_on_delta_humanized', order_direction: 'desc', page: 0, page_size: 100 }
  const { data } = useQuery({
    queryKey: ['explore', 'dashboards', user?.id ?? 0],
    queryFn: () => api.get<Dashboards>('/api/v1/dashboard/', { q }),
    staleTime: 30_000,
  })
  return (data?.result ?? []).map((row) => ({ id: row.id, title: row.dashboard_title }))
}

function targetOf(text: string, dashboards: readonly { readonly id: number; readonly title: string }[]): Target {
  const title = text.trim()
  if (title === '') return { kind: 'none' }
  const known = dashboards.find((dashboard) => dashboard.title === title)
  return known === undefined ? { kind: 'new', title } : { kind: 'existing', id: known.id }
}

/** Overwrites the chart or makes a new one, and puts it on a dashboard where one is named. */
export const SaveDialog = ({ name, wish, canOverwrite, onSaved, onTheirs, onClose }: Props) => {
  const session = useSession()
  const dashboards = useDashboards()
  const [mode, setMode] = useState(canOverwrite ? 'overwrite' : 'new')
  const [title, setTitle] = useState(name)
  const [dashboard, setDashboard] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const target = targetOf(dashboard, dashboards)
  const { dataset } = wish.loaded
  const [datasetName, setDatasetName] = useState(dataset.table_name)
  const keeps = isQuestion(dataset)
  /** The dataset that a first try made. */
  const kept = useRef<number | null>(null)
  const toDataset = async (): Promise<number> => {
    kept.current ??= await saveAsDataset(dataset, datasetName.trim())
    return kept.current
  }
  const incomplete = title.trim() === '' || (keeps && datasetName.trim() === '')
  const save = async (andGo: boolean): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      const outcome = await saveChart({
        ...wish,
        name: title.trim(),
        sliceId: mode === 'overwrite' ? wish.loaded.slice?.slice_id : undefined,
        target,
        toDataset: keeps ? toDataset : undefined,
      })
      if (outcome.kind === 'saved') return onSaved({ ...outcome.answer, dashboard: andGo ? outcome.answer.dashboard : undefined }, title.trim())
      if (outcome.kind === 'theirs') return onTheirs()
      setBusy(false)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void save(false)
  }
  const titles = [...new Set(dashboards.map((one) => one.title).filter((one) => one !== ''))]
  return (
    <Modal opened onClose={onClose} title={t('Save chart')} size="lg" closeOnEscape={!busy}>
      <Stack component="form" gap="md" onSubmit={submit}>
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        {wish.loaded.slice !== null && (
          <Radio.Group value={mode} onChange={setMode} aria-label={t('How to save')}>
            <Stack gap="xs">
              <Radio
                value="overwrite"
                label={t('Overwrite “{{name}}”', { name: wish.loaded.slice.slice_name })}
                disabled={!canOverwrite}
                description={canOverwrite ? undefined : t('Only its owners may.')}
              />
              <Radio value="new" label={t('Save as a new chart')} />
            </Stack>
          </Radio.Group>
        )}
        <TextInput label={t('Name')} required maxLength={250} data-autofocus value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
        {keeps && (
          <TextInput
            label={t('Name of the dataset')}
            description={t('The chart reads a query that is not kept. It becomes a dataset first.')}
            required
            maxLength={250}
            value={datasetName}
            onChange={(event) => setDatasetName(event.currentTarget.value)}
          />
        )}
        {session.allows('can_write', 'Dashboard') && (
          <Autocomplete
            label={t('Add to a dashboard')}
            description={target.kind === 'new' ? t('A new dashboard will be made.') : t('Choose one, or type the title of a new one.')}
            data={titles}
            limit={50}
            value={dashboard}
            onChange={setDashboard}
            clearable
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          {target.kind !== 'none' && (
            <Button variant="light" loading={busy} disabled={incomplete} onClick={() => void save(true)}>
              {t('Save and open the dashboard')}
            </Button>
          )}
          <Button type="submit" loading={busy} disabled={incomplete}>
            {t('Save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

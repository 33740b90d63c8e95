import { Button, Group, JsonInput, NumberInput, Select, Stack, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { saveOver } from '../../shared/history/conflict.tsx'
import { ownWords } from '../../shared/history/mine.ts'

export interface DatasetSettings {
  readonly id: number
  readonly changed_on_ms: number
  readonly description: string | null
  readonly main_dttm_col: string | null
  readonly offset: number | null
  readonly cache_timeout: number | null
  readonly fetch_values_predicate: string | null
  readonly template_params: string | null
  readonly extra: string | null
}

const STALE = 'stale_while_revalidate'

const objectOf = (text: string | null): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text === null || text === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

const valuesOf = (dataset: DatasetSettings) => {
  const stale = objectOf(dataset.extra)[STALE]
  return {
    description: dataset.description ?? '',
    main: dataset.main_dttm_col,
    offset: dataset.offset ?? 0,
    timeout: dataset.cache_timeout ?? '',
    stale: typeof stale === 'number' ? stale : '',
    predicate: dataset.fetch_values_predicate ?? '',
    params: dataset.template_params ?? '',
  }
}

type Values = Omit<ReturnType<typeof valuesOf>, 'offset' | 'timeout' | 'stale'> & Record<'offset' | 'timeout' | 'stale', number | string>

const bodyOf = (dataset: DatasetSettings, values: Values): Record<string, unknown> => {
  const { [STALE]: _, ...extra } = objectOf(dataset.extra)
  const all = values.stale === '' ? extra : { ...extra, [STALE]: values.stale }
  return {
    description: values.description,
    main_dttm_col: values.main,
    offset: values.offset === '' ? 0 : values.offset,
    cache_timeout: values.timeout === '' ? null : values.timeout,
    fetch_values_predicate: values.predicate === '' ? null : values.predicate,
    template_params: values.params === '' ? '{}' : values.params,
    extra: JSON.stringify(all),
  }
}

/** What people call the settings. */
const labels = (): Readonly<Record<string, string>> => ({
  description: t('Description'),
  main_dttm_col: t('Main time column'),
  offset: t('Hours to add to its times'),
  cache_timeout: t('Answers are kept for (seconds)'),
  fetch_values_predicate: t('Condition for lists of values (SQL)'),
  template_params: t('Values of its templates (JSON)'),
  extra: t('Other settings'),
})

interface SettingsProps {
  readonly dataset: DatasetSettings
  readonly timeColumns: readonly string[]
  readonly mayEdit: boolean
  readonly onSaved: () => Promise<unknown>
  readonly onTheirs: () => Promise<unknown>
}

/** What holds for the whole dataset: its time column, how long answers are kept, values of its templates. */
export const Settings = ({ dataset, timeColumns, mayEdit, onSaved, onTheirs }: SettingsProps) => {
  const [values, setValues] = useState<Values>(() => valuesOf(dataset))
  const [busy, setBusy] = useState(false)
  const set = (change: Partial<Values>): void => setValues({ ...values, ...change })
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const body = bodyOf(dataset, values)
      const mine = (): readonly string[] => ownWords({ ...dataset }, body, labels())
      const outcome = await saveOver({ kind: 'dataset', id: dataset.id, readOn: dataset.changed_on_ms, mine }, (expected) =>
        api.put(`/api/v1/dataset/${dataset.id}`, { body: { ...body, ...expected } }),
      )
      if (outcome.kind === 'cancelled') return
      await (outcome.kind === 'theirs' ? onTheirs() : onSaved())
      notifications.show(outcome.kind === 'saved' ? { color: 'green', message: t('Saved') } : { message: t('This is their version now') })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      notifications.show({ color: 'red', title: t('Not saved'), message: error.message })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Stack component="form" maw={560} gap="sm" onSubmit={(event: FormEvent) => void save(event)}>
      <Textarea
        label={t('Description')}
        autosize
        minRows={2}
        disabled={!mayEdit}
        value={values.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Select
        label={t('Main time column')}
        description={t('Time ranges mean this column unless a chart names another.')}
        data={[...timeColumns]}
        clearable
        disabled={!mayEdit}
        value={values.main}
        onChange={(main) => set({ main })}
      />
      <Group grow align="start">
        <NumberInput
          label={t('Hours to add to its times')}
          allowDecimal={false}
          disabled={!mayEdit}
          value={values.offset}
          onChange={(offset) => set({ offset })}
        />
        <NumberInput
          label={t('Answers are kept for (seconds)')}
          placeholder={t('As the database says')}
          allowDecimal={false}
          min={-1}
          disabled={!mayEdit}
          value={values.timeout}
          onChange={(timeout) => set({ timeout })}
        />
      </Group>
      <NumberInput
        label={t('May be this much older while a new answer is made (seconds)')}
        description={t('Charts then show the last answer at once. Empty: they wait.')}
        allowDecimal={false}
        min={0}
        disabled={!mayEdit}
        value={values.stale}
        onChange={(stale) => set({ stale })}
      />
      <Textarea
        label={t('Condition for lists of values (SQL)')}
        disabled={!mayEdit}
        value={values.predicate}
        onChange={(event) => set({ predicate: event.currentTarget.value })}
        styles={{ input: { fontFamily: 'var(--coset-mono)' } }}
      />
      <JsonInput
        label={t('Values of its templates (JSON)')}
        autosize
        minRows={2}
        validationError={t('This is no JSON.')}
        disabled={!mayEdit}
        value={values.params}
        onChange={(params) => set({ params })}
      />
      {mayEdit && (
        <Group>
          <Button type="submit" loading={busy}>
            {t('Save settings')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

import { Badge, Button, Checkbox, Group, Input, MultiSelect, NumberInput, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { RemoteSelect, resourceSource } from '../../../shared/remote-select/index.tsx'
import { type Format, formatsOf, keptFilters, type Values, withoutFilters } from '../model/values.ts'
import type { SectionProps } from './fields.ts'
import { Section } from './section.tsx'

const dashboards = resourceSource('/api/v1/dashboard/', 'dashboard_title', 'title_or_slug')
const charts = resourceSource('/api/v1/chart/', 'slice_name', 'chart_all_text')

const FORMAT_NAMES: Readonly<Record<Format, string>> = {
  PNG: 'Picture (PNG)',
  PDF: 'Document (PDF)',
  CSV: 'Data (CSV)',
  XLSX: 'Data (Excel)',
  TEXT: 'Table in the message',
}

interface Tab {
  readonly value: string
  readonly title: string
  readonly children: readonly Tab[]
}

const flat = (tabs: readonly Tab[], above: readonly string[] = []): readonly { value: string; label: string }[] =>
  tabs.flatMap((tab) => {
    const path = [...above, tab.title === '' ? t('Untitled tab') : tab.title]
    return [{ value: tab.value, label: path.join(' › ') }, ...flat(tab.children, path)]
  })

/** Tabs of the dashboard's layout; those that it no longer has stay to be taken away. */
const Tabs = ({ values, errors, set }: Pick<SectionProps, 'values' | 'errors' | 'set'>) => {
  const id = values.dashboard?.value
  const tabs = useQuery({
    queryKey: ['dashboard-tabs', id],
    queryFn: ({ signal }) => api.get<{ result: { tab_tree: readonly Tab[] } }>(`/api/v1/dashboard/${id}/tabs`, { signal }),
    enabled: id !== undefined,
  })
  const known = flat(tabs.data?.result.tab_tree ?? [])
  const gone = values.tabs.filter((tab) => !known.some((one) => one.value === tab))
  if (known.length === 0 && gone.length === 0) return null
  return (
    <MultiSelect
      label={t('Tabs')}
      description={t('One picture of each. None: the dashboard as it opens.')}
      searchable
      clearable
      data={[...known, ...(tabs.isFetching ? [] : gone.map((value) => ({ value, label: t('{{id}} (gone)', { id: value }) })))]}
      value={tabs.isFetching && tabs.data === undefined ? [] : [...values.tabs]}
      error={errors['extra']}
      onChange={(next) => set({ tabs: next })}
    />
  )
}

/** Filters that were chosen on the dashboard when its menu was asked for a report. */
const KeptFilters = ({ values, set }: Pick<SectionProps, 'values' | 'set'>) => {
  const kept = keptFilters(values)
  if (kept.length === 0) return null
  return (
    <Input.Wrapper label={t('Filters')} labelElement="div" description={t('As they were chosen on the dashboard.')}>
      <Group gap="xs" mt={4}>
        {kept.map((text) => (
          <Badge key={text} variant="light" tt="none">
            {text}
          </Badge>
        ))}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => set(withoutFilters(values))}>
          {t('Send without them')}
        </Button>
      </Group>
    </Input.Wrapper>
  )
}

/** What is sent: a dashboard or a chart, and in which form. */
export const Content = ({ values, errors, set }: SectionProps) => {
  const formats = formatsOf(values.subject)
  const choose = (subject: Values['subject']): void => set({ subject, format: formatsOf(subject).includes(values.format) ? values.format : 'PNG' })
  const pictured = values.format === 'PNG' || values.format === 'PDF'
  return (
    <Section title={t('Content')}>
      <Input.Wrapper label={t('What is sent')} labelElement="div">
        <SegmentedControl
          fullWidth
          aria-label={t('What is sent')}
          data={[
            { value: 'dashboard', label: t('Dashboard') },
            { value: 'chart', label: t('Chart') },
          ]}
          value={values.subject}
          onChange={(value) => choose(value === 'chart' ? 'chart' : 'dashboard')}
        />
      </Input.Wrapper>
      {values.subject === 'dashboard' ? (
        <>
          <RemoteSelect
            label={t('Dashboard')}
            required
            source={dashboards}
            placeholder={t('Search dashboards')}
            value={values.dashboard}
            error={errors['dashboard'] ?? errors['chart']}
            onChange={(dashboard) => set({ dashboard, tabs: [], extra: {} })}
          />
          <Tabs values={values} errors={errors} set={set} />
          <KeptFilters values={values} set={set} />
        </>
      ) : (
        <RemoteSelect
          label={t('Chart')}
          required
          source={charts}
          placeholder={t('Search charts')}
          value={values.chart}
          error={errors['chart'] ?? errors['dashboard']}
          onChange={(chart) => set({ chart })}
        />
      )}
      <Group grow align="flex-start">
        <Select
          label={t('Format')}
          allowDeselect={false}
          data={formats.map((value) => ({ value, label: t(FORMAT_NAMES[value]) }))}
          value={formats.includes(values.format) ? values.format : 'PNG'}
          error={errors['report_format']}
          onChange={(value) => set({ format: formats.find((one) => one === value) ?? 'PNG' })}
        />
        {pictured && (
          <NumberInput
            label={t('Width of the picture')}
            placeholder={values.subject === 'chart' ? '1000' : '1600'}
            suffix=" px"
            min={600}
            max={2400}
            clampBehavior="none"
            allowDecimal={false}
            value={values.width}
            error={errors['custom_width']}
            onChange={(value) => set({ width: typeof value === 'number' ? value : '' })}
          />
        )}
      </Group>
      <Checkbox
        label={t('Ask the database anew')}
        description={t('Otherwise answers from the cache may be sent.')}
        checked={values.fresh}
        onChange={(event) => set({ fresh: event.currentTarget.checked })}
      />
    </Section>
  )
}

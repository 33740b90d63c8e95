import type { QueryMetric } from '@coset/chart-kit'
import { Button, Group, Select, Tabs, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { AGGREGATES, defaultAggregate, type MetricParts, metricOf, metricParts } from '../adhoc/metric.ts'
import { useExplore } from '../page/context.ts'
import classes from './controls.module.css'
import { SqlBox } from './sql-box.tsx'

const AGGREGATE_TEXT: Readonly<Record<string, string>> = {
  AVG: 'Average',
  COUNT: 'Count',
  COUNT_DISTINCT: 'Count of different values',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
}

interface Props {
  readonly metric: QueryMetric | undefined
  readonly onSave: (metric: QueryMetric) => void
  readonly onClose: () => void
}

/** One metric: a saved one, an aggregate of a column, or SQL. */
export const MetricEditor = ({ metric, onSave, onClose }: Props) => {
  const { dataset } = useExplore()
  const [parts, setParts] = useState<MetricParts>(() => metricParts(dataset, metric))
  const change = (changes: Partial<MetricParts>): void => setParts((before) => ({ ...before, ...changes }))
  const result = metricOf(dataset, parts, metric)
  const save = (): void => {
    if (result === undefined) return
    onSave(result)
    onClose()
  }
  const pickColumn = (name: string | null): void => {
    const column = dataset.columns.find((one) => one.column_name === name)
    change({ column: name, aggregate: parts.aggregate ?? (column === undefined ? null : defaultAggregate(column)) })
  }
  const columnNames =
    parts.column === null || dataset.columns.some((column) => column.column_name === parts.column) ? [] : [{ value: parts.column, label: parts.column }]
  return (
    <form
      className={classes['editor']}
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        save()
      }}
    >
      <Tabs value={parts.mode} onChange={(mode) => change({ mode: mode === 'sql' || mode === 'simple' ? mode : 'saved' })}>
        <Tabs.List mb="sm">
          {dataset.metrics.length > 0 && <Tabs.Tab value="saved">{t('Saved')}</Tabs.Tab>}
          <Tabs.Tab value="simple">{t('Simple')}</Tabs.Tab>
          <Tabs.Tab value="sql">{t('SQL')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="saved">
          <Select
            label={t('Metric')}
            searchable
            data-autofocus
            data={dataset.metrics.map((saved) => ({ value: saved.metric_name, label: saved.verbose_name || saved.metric_name }))}
            value={parts.saved}
            onChange={(saved) => change({ saved })}
            nothingFoundMessage={t('Nothing found')}
          />
        </Tabs.Panel>
        <Tabs.Panel value="simple">
          <Group grow gap="xs" align="start">
            <Select
              label={t('Column')}
              searchable
              data={[...columnNames, ...dataset.columns.map((column) => ({ value: column.column_name, label: column.verbose_name || column.column_name }))]}
              value={parts.column}
              onChange={pickColumn}
              nothingFoundMessage={t('Nothing found')}
            />
            <Select
              label={t('Aggregate')}
              data={AGGREGATES.map((value) => ({ value, label: t(AGGREGATE_TEXT[value] ?? value) }))}
              value={parts.aggregate}
              onChange={(value) => change({ aggregate: AGGREGATES.find((one) => one === value) ?? null })}
            />
          </Group>
        </Tabs.Panel>
        <Tabs.Panel value="sql">
          <SqlBox label={t('Expression')} kind="metric" placeholder="SUM(sales) / COUNT(*)" value={parts.sql} onChange={(sql) => change({ sql })} />
        </Tabs.Panel>
      </Tabs>
      {parts.mode !== 'saved' && (
        <TextInput
          label={t('Name')}
          placeholder={parts.mode === 'sql' ? parts.sql : `${parts.aggregate ?? ''}(${parts.column ?? ''})`}
          value={parts.label}
          onChange={(event) => change({ label: event.currentTarget.value })}
        />
      )}
      <Group justify="flex-end" gap="xs">
        <Button size="xs" variant="default" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button size="xs" type="submit" disabled={result === undefined}>
          {t('Use')}
        </Button>
      </Group>
    </form>
  )
}

import {
  type ConfigField,
  type ConfigItem,
  type ConfigKind,
  columnFits,
  isDivider,
  type NativeFilter,
  readsColumn,
  readsDataset,
  withColumn,
  withDataset,
  withType,
} from '@coset/chart-kit/dashboard'
import { MultiSelect, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { t } from '../../../../session/i18n.ts'
import { RemoteSelect } from '../../../../shared/remote-select/index.tsx'
import { useDashboard } from '../../model/context.ts'
import { Behaviour } from './behaviour.tsx'
import { datasetSource } from './dataset-source.ts'
import { DefaultValue } from './default-value.tsx'
import { PreFilter } from './pre-filter.tsx'
import type { ColumnChoice } from './use-columns.ts'
import { nameOf, typesOf } from './words.ts'

export type FieldErrors = Readonly<Partial<Record<ConfigField, string>>>

export interface SettingsProps {
  readonly filter: NativeFilter
  readonly kind: ConfigKind
  /** All that is kept, to depend on. */
  readonly items: readonly ConfigItem[]
  /** Undefined while they are not known. */
  readonly columns: readonly ColumnChoice[] | undefined
  readonly errors: FieldErrors
  readonly onChange: (filter: NativeFilter) => void
}

const DatasetField = ({ filter, errors, onChange }: SettingsProps) => {
  const { datasets } = useDashboard()
  const source = useMemo(() => datasetSource(datasets), [datasets])
  const id = filter.targets[0]?.datasetId
  return (
    <RemoteSelect
      label={t('Dataset')}
      required
      source={source}
      value={id === undefined ? null : { value: String(id), label: datasets.get(id)?.table_name ?? '' }}
      error={errors.dataset}
      onChange={(choice) => choice !== null && onChange(withDataset(filter, Number(choice.value)))}
    />
  )
}

/** Display controls reach charts of their own dataset only. */
const OwnDatasetField = ({ filter, errors, onChange }: SettingsProps) => {
  const { datasets } = useDashboard()
  const id = filter.targets[0]?.datasetId
  const here = [...datasets.values()].map((dataset) => ({ value: String(dataset.id), label: dataset.table_name }))
  return (
    <Select
      label={t('Dataset')}
      description={t('The control reaches charts of this dataset.')}
      required
      searchable
      allowDeselect={false}
      data={id === undefined || datasets.has(id) ? here : [...here, { value: String(id), label: String(id) }]}
      value={id === undefined ? null : String(id)}
      error={errors.dataset}
      onChange={(next) => next !== null && onChange(withDataset(filter, Number(next)))}
    />
  )
}

const ColumnField = ({ filter, columns, errors, onChange }: SettingsProps) => {
  const name = filter.targets[0]?.column?.name
  const fitting = (columns ?? []).filter((column) => columnFits(filter.filterType, column)).map(({ name: value, label }) => ({ value, label }))
  const data = name === undefined || name === '' || fitting.some((one) => one.value === name) ? fitting : [{ value: name, label: name }, ...fitting]
  const hasDataset = filter.targets[0]?.datasetId !== undefined
  return (
    <Select
      label={t('Column')}
      description={filter.filterType === 'filter_range' ? t('Columns of numbers') : undefined}
      placeholder={hasDataset ? (columns === undefined ? t('Loading…') : '') : t('Choose a dataset first')}
      required
      searchable
      disabled={!hasDataset}
      allowDeselect={false}
      data={data}
      value={name ?? null}
      error={errors.column}
      nothingFoundMessage={t('No such column')}
      onChange={(next) => next !== null && onChange(withColumn(filter, next))}
    />
  )
}

/** Filters that have to be chosen first: this one then offers only what is left. */
const ParentsField = ({ filter, items, errors, onChange }: SettingsProps) => {
  const others = items.flatMap((item) => (isDivider(item) || item.id === filter.id ? [] : [{ value: item.id, label: nameOf(item) }]))
  if (others.length === 0) return null
  return (
    <MultiSelect
      label={t('Depends on')}
      description={t('Only values that fit to what is chosen there are offered.')}
      data={others}
      value={(filter.cascadeParentIds ?? []).filter((id) => others.some((one) => one.value === id))}
      error={errors.parents}
      onChange={(ids) => onChange({ ...filter, cascadeParentIds: ids })}
      clearable
    />
  )
}

/** All that is said of a filter but its scope. */
export const Settings = (props: SettingsProps) => {
  const { kind, filter, errors, onChange } = props
  const types = typesOf(kind)
  const isKnown = types.some((type) => type.value === filter.filterType)
  return (
    <Stack gap="md">
      <TextInput
        label={t('Name')}
        required
        data-field="name"
        value={filter.name}
        error={errors.name}
        onChange={(event) => onChange({ ...filter, name: event.currentTarget.value })}
      />
      <Textarea
        label={t('Description')}
        autosize
        minRows={1}
        maxRows={4}
        value={filter.description ?? ''}
        onChange={(event) => onChange({ ...filter, description: event.currentTarget.value })}
      />
      <Select
        label={t('Type')}
        description={types.find((type) => type.value === filter.filterType)?.description}
        data={isKnown ? types.map(({ value, label }) => ({ value, label })) : [{ value: filter.filterType, label: filter.filterType }, ...types]}
        value={filter.filterType}
        allowDeselect={false}
        onChange={(type) => type !== null && type !== filter.filterType && onChange(withType(filter, type))}
      />
      {readsDataset(filter.filterType) && (kind === 'filters' ? <DatasetField {...props} /> : <OwnDatasetField {...props} />)}
      {readsColumn(filter.filterType) && <ColumnField {...props} />}
      {kind === 'filters' && readsDataset(filter.filterType) && <ParentsField {...props} />}
      {readsColumn(filter.filterType) && <PreFilter {...props} />}
      {isKnown && <Behaviour filter={filter} onChange={onChange} />}
      {isKnown && <DefaultValue filter={filter} onChange={onChange} />}
    </Stack>
  )
}

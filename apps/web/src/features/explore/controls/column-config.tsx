import { asNumber, isRecord } from '@coset/chart-kit'
import { NumberInput, Select, Stack, Switch, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { useResultColumns } from '../page/context.ts'
import { ChoiceSelect } from './choice-select.tsx'
import classes from './controls.module.css'
import { CurrencyEditor, NUMBER_CHOICES, TIME_CHOICES } from './formats.tsx'
import { ItemPopover } from './item-popover.tsx'
import type { EditorProps } from './types.ts'

type Config = Readonly<Record<string, unknown>>
type Change = (key: string, value: unknown) => void

const NumberPart = ({ config, change, control }: { readonly config: Config; readonly change: Change; readonly control: EditorProps['control'] }) => (
  <>
    <ChoiceSelect
      label={t('Number format')}
      choices={NUMBER_CHOICES}
      value={config['d3NumberFormat']}
      onChange={(value) => change('d3NumberFormat', value)}
      freeForm
      clearable
      placeholder={t('As the chart')}
    />
    <ChoiceSelect
      label={t('Format of small numbers')}
      choices={NUMBER_CHOICES}
      value={config['d3SmallNumberFormat']}
      onChange={(value) => change('d3SmallNumberFormat', value)}
      freeForm
      clearable
      placeholder={t('As the chart')}
    />
    <Text size="xs" id={`currency-${control.key}`}>
      {t('Currency')}
    </Text>
    <CurrencyEditor
      control={control}
      labelId={`currency-${control.key}`}
      value={config['currencyFormat']}
      onChange={(value) => change('currencyFormat', value)}
    />
    <Switch
      size="xs"
      label={t('Bars behind numbers')}
      checked={config['showCellBars'] !== false}
      onChange={(event) => change('showCellBars', event.currentTarget.checked)}
    />
    <Switch
      size="xs"
      label={t('Bars from the middle')}
      checked={config['alignPositiveNegative'] === true}
      onChange={(event) => change('alignPositiveNegative', event.currentTarget.checked)}
    />
    <Switch
      size="xs"
      label={t('Bars coloured by sign')}
      checked={config['colorPositiveNegative'] !== false}
      onChange={(event) => change('colorPositiveNegative', event.currentTarget.checked)}
    />
  </>
)

const ColumnPart = ({
  type,
  config,
  change,
  control,
}: {
  readonly type: number
  readonly config: Config
  readonly change: Change
  readonly control: EditorProps['control']
}) => (
  <Stack gap="xs">
    <NumberInput
      size="xs"
      label={t('Width (px)')}
      min={0}
      value={asNumber(config['columnWidth']) ?? ''}
      placeholder={t('Automatic')}
      onChange={(value) => change('columnWidth', value === '' ? undefined : Number(value))}
    />
    <Select
      size="xs"
      label={t('Alignment')}
      clearable
      placeholder={t('Automatic')}
      value={typeof config['horizontalAlign'] === 'string' ? config['horizontalAlign'] : null}
      onChange={(value) => change('horizontalAlign', value ?? undefined)}
      data={[
        { value: 'left', label: t('Left') },
        { value: 'center', label: t('Middle') },
        { value: 'right', label: t('Right') },
      ]}
    />
    {type === 0 && <NumberPart config={config} change={change} control={control} />}
    {type === 2 && (
      <ChoiceSelect
        label={t('Time format')}
        choices={TIME_CHOICES}
        value={config['d3TimeFormat']}
        onChange={(value) => change('d3TimeFormat', value)}
        freeForm
        clearable
        placeholder={t('As the chart')}
      />
    )}
    {type === 1 && (
      <Switch
        size="xs"
        label={t('Cut long texts')}
        checked={config['truncateLongCells'] === true}
        onChange={(event) => change('truncateLongCells', event.currentTarget.checked)}
      />
    )}
    {'customColumnName' in config && (
      <TextInput
        size="xs"
        label={t('Name')}
        value={String(config['customColumnName'] ?? '')}
        onChange={(event) => change('customColumnName', event.currentTarget.value)}
      />
    )}
  </Stack>
)

/** Settings of each result column, kept under the column's name. */
export const ColumnConfigEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const columns = useResultColumns()
  const [open, setOpen] = useState<string | null>(null)
  const all = isRecord(value) ? value : {}
  const change =
    (column: string): Change =>
    (key, next) => {
      const before = isRecord(all[column]) ? all[column] : {}
      const config = Object.fromEntries(Object.entries({ ...before, [key]: next }).filter(([, part]) => part !== undefined && part !== null))
      onChange({ ...all, [column]: config })
    }
  if (columns.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t('Run the chart to see its columns.')}
      </Text>
    )
  return (
    <fieldset aria-labelledby={labelId} className={classes['items']}>
      {columns.map(({ name, type }) => {
        const config = isRecord(all[name]) ? all[name] : {}
        const count = Object.keys(config).length
        return (
          <ItemPopover
            key={name}
            opened={open === name}
            onClose={() => setOpen(null)}
            label={t('Settings of {{name}}', { name })}
            target={
              <UnstyledButton className={classes['add'] ?? ''} aria-haspopup="dialog" onClick={() => setOpen(open === name ? null : name)}>
                {name}
                {count > 0 && (
                  <Text span size="xs" c="dimmed">
                    {t('{{count}} set', { count })}
                  </Text>
                )}
              </UnstyledButton>
            }
          >
            <ColumnPart type={type} config={config} change={change(name)} control={control} />
          </ItemPopover>
        )
      })}
    </fieldset>
  )
}

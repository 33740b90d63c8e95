import { type Choice, isRecord, readText } from '@coset/chart-kit'
import { formatNumber, formatTime, NUMBER_FORMATS, TIME_FORMATS } from '@coset/core'
import { Group, Select, Text } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { useExplore } from '../page/context.ts'
import { ChoiceSelect } from './choice-select.tsx'
import type { EditorProps } from './types.ts'

const SAMPLE_NUMBER = 12_345.678
const SAMPLE_TIME = Date.UTC(2024, 2, 5, 13)
const NAMES: Readonly<Record<string, string>> = {
  SMART_NUMBER: 'Adaptive',
  '~g': 'As it is',
  smart_date: 'Adaptive',
  DURATION: 'Duration',
  DURATION_SUB: 'Duration, fine',
  DURATION_COL: 'Duration 10:25',
}

const nameOf = (format: string): string => (Object.hasOwn(NAMES, format) ? t(NAMES[format] ?? format) : format)

export const NUMBER_CHOICES: readonly Choice[] = [...NUMBER_FORMATS].map((value) => ({
  value,
  label: `${nameOf(value)} · ${formatNumber(value)(SAMPLE_NUMBER)}`,
}))
export const TIME_CHOICES: readonly Choice[] = [...TIME_FORMATS].map((value) => ({ value, label: `${nameOf(value)} · ${formatTime(value)(SAMPLE_TIME)}` }))

export const NumberFormatEditor = ({ control, value, labelId, onChange }: EditorProps) => (
  <ChoiceSelect choices={NUMBER_CHOICES} value={value ?? control.default} onChange={onChange} labelId={labelId} freeForm />
)

export const TimeFormatEditor = ({ control, value, labelId, onChange }: EditorProps) => (
  <ChoiceSelect choices={TIME_CHOICES} value={value ?? control.default} onChange={onChange} labelId={labelId} freeForm />
)

const CURRENCIES = ['USD', 'EUR', 'GBP', 'INR', 'MXN', 'JPY', 'CNY']

/** `{symbol, symbolPosition}`; none of both means no currency. */
export const CurrencyEditor = ({ value, labelId, onChange }: EditorProps) => {
  const currency = isRecord(value) ? value : {}
  const symbol = readText(currency, 'symbol')
  const position = readText(currency, 'symbolPosition', 'prefix')
  const known = symbol === '' || symbol === 'AUTO' || CURRENCIES.includes(symbol) ? CURRENCIES : [...CURRENCIES, symbol]
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-labelledby={labelId}>
      <Select
        size="xs"
        flex={1}
        aria-label={t('Currency')}
        data={[{ value: 'AUTO', label: t('From the data') }, ...known]}
        value={symbol === '' ? null : symbol}
        onChange={(next) => onChange(next === null ? null : { symbol: next, symbolPosition: position })}
        clearable
        placeholder={t('None')}
      />
      {symbol !== '' && (
        <Select
          size="xs"
          w={92}
          aria-label={t('Place of the sign')}
          data={[
            { value: 'prefix', label: t('Before') },
            { value: 'suffix', label: t('After') },
          ]}
          value={position}
          allowDeselect={false}
          onChange={(next) => onChange({ symbol, symbolPosition: next ?? 'prefix' })}
        />
      )}
    </Group>
  )
}

export const TimeGrainEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const { dataset } = useExplore()
  const choices: readonly Choice[] = [{ value: null, label: t('As stored') }, ...dataset.time_grain_sqla.map(([grain, label]) => ({ value: grain, label }))]
  if (dataset.time_grain_sqla.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t('The database knows no grains.')}
      </Text>
    )
  return <ChoiceSelect choices={choices} value={value ?? control.default ?? null} onChange={onChange} labelId={labelId} />
}

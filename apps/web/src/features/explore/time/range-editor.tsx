import { NumberInput, Radio, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import {
  CURRENT,
  type CustomRange,
  customText,
  LAST,
  modeOf,
  NO_FILTER,
  PREVIOUS,
  parseCustom,
  type RangeMode,
  type Side,
  startOf,
  UNITS,
  type Unit,
} from './range.ts'
import classes from './time.module.css'

interface Resolved {
  readonly result: readonly { readonly since: string | null; readonly until: string | null }[]
}

const MODES: readonly { readonly value: RangeMode; readonly label: string }[] = [
  { value: 'none', label: 'No filter' },
  { value: 'last', label: 'Last' },
  { value: 'previous', label: 'Previous' },
  { value: 'current', label: 'Current' },
  { value: 'custom', label: 'Custom' },
  { value: 'advanced', label: 'Advanced' },
]

const today = (): string => new Date().toISOString().slice(0, 10)
const moment = (text: string | null): string => (text === null ? '…' : text.replace('T', ' ').replace(/ 00:00:00$/, ''))

/** What a range means today, asked from the server; empty texts and `No filter` mean everything. */
export const ResolvedRange = ({ range }: { readonly range: string }) => {
  const [settled] = useDebouncedValue(range.trim(), 300)
  const isOpen = settled === '' || settled === NO_FILTER
  const query = useQuery({
    queryKey: ['time-range', settled],
    queryFn: ({ signal }) => api.get<Resolved>('/api/v1/time_range/', { q: settled, signal }),
    enabled: !isOpen,
    retry: false,
  })
  const found = query.data?.result[0]
  const text = isOpen
    ? t('All of time')
    : query.error !== null
      ? query.error.message
      : found === undefined
        ? t('Working it out…')
        : `${moment(found.since)} ≤ ${t('time')} < ${moment(found.until)}`
  return (
    <p className={classes['resolved']} aria-live="polite">
      {text}
    </p>
  )
}

const Fixed = ({ choices, value, onChange }: { readonly choices: readonly string[]; readonly value: string; readonly onChange: (value: string) => void }) => (
  <Radio.Group value={choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? null} onChange={onChange} aria-label={t('Span')}>
    <div className={classes['radios']}>
      {choices.map((choice) => (
        <Radio key={choice} value={choice} label={t(choice)} size="xs" />
      ))}
    </div>
  </Radio.Group>
)

const SIDE_KINDS = [
  { value: 'relative', label: 'Relative' },
  { value: 'at', label: 'A moment' },
  { value: 'now', label: 'Now' },
  { value: 'today', label: 'Midnight' },
  { value: 'open', label: 'Open' },
]

function sideOf(kind: string | null): Side {
  if (kind === 'at') return { kind: 'at', at: `${today()}T00:00:00` }
  if (kind === 'now' || kind === 'today' || kind === 'open') return { kind }
  return { kind: 'relative', amount: -7, unit: 'day', anchor: 'now' }
}

const SideEditor = ({ label, side, onChange }: { readonly label: string; readonly side: Side; readonly onChange: (side: Side) => void }) => (
  <fieldset className={classes['side']}>
    <legend>{label}</legend>
    <Select
      size="xs"
      aria-label={t('Kind of end')}
      data={SIDE_KINDS.map((kind) => ({ value: kind.value, label: t(kind.label) }))}
      value={side.kind}
      allowDeselect={false}
      onChange={(kind) => onChange(sideOf(kind))}
    />
    {side.kind === 'at' && (
      <TextInput
        size="xs"
        className={classes['moment'] ?? ''}
        type="datetime-local"
        step={1}
        aria-label={t('Moment')}
        value={side.at}
        onChange={(event) => event.currentTarget.value !== '' && onChange({ kind: 'at', at: event.currentTarget.value.padEnd(19, ':00') })}
      />
    )}
    {side.kind === 'relative' && (
      <>
        <NumberInput
          size="xs"
          aria-label={t('How many')}
          value={Math.abs(side.amount)}
          min={0}
          onChange={(amount) => onChange({ ...side, amount: (side.amount > 0 ? 1 : -1) * Math.abs(Number(amount) || 0) })}
        />
        <Select
          size="xs"
          aria-label={t('Unit')}
          data={[...UNITS]}
          value={side.unit}
          allowDeselect={false}
          onChange={(unit) => onChange({ ...side, unit: UNITS.find((one): one is Unit => one === unit) ?? 'day' })}
        />
        <Select
          size="xs"
          aria-label={t('Direction')}
          data={[
            { value: '-', label: t('before now') },
            { value: '+', label: t('after now') },
          ]}
          value={side.amount > 0 ? '+' : '-'}
          allowDeselect={false}
          onChange={(sign) => onChange({ ...side, amount: sign === '+' ? Math.abs(side.amount) : -Math.abs(side.amount) })}
        />
      </>
    )}
  </fieldset>
)

const Custom = ({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) => {
  const range: CustomRange = parseCustom(value) ?? { since: { kind: 'open' }, until: { kind: 'now' } }
  return (
    <>
      <SideEditor label={t('From (with it)')} side={range.since} onChange={(since) => onChange(customText({ ...range, since }))} />
      <SideEditor label={t('To (without it)')} side={range.until} onChange={(until) => onChange(customText({ ...range, until }))} />
    </>
  )
}

/** A time range as text, edited in six ways. */
export const RangeEditor = ({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) => {
  const [mode, setMode] = useState<RangeMode>(() => modeOf(value))
  const change = (next: string): void => {
    const wanted = MODES.find((one) => one.value === next)?.value ?? 'none'
    setMode(wanted)
    onChange(startOf(wanted, value, today()))
  }
  return (
    <div className={classes['editor']}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('Kind of range')}
        value={mode}
        onChange={change}
        data={MODES.slice(0, 4).map((one) => ({ value: one.value, label: t(one.label) }))}
      />
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('Kind of range, free')}
        value={mode}
        onChange={change}
        data={MODES.slice(4).map((one) => ({ value: one.value, label: t(one.label) }))}
      />
      {mode === 'last' && <Fixed choices={LAST} value={value} onChange={onChange} />}
      {mode === 'previous' && <Fixed choices={PREVIOUS} value={value} onChange={onChange} />}
      {mode === 'current' && <Fixed choices={CURRENT} value={value} onChange={onChange} />}
      {mode === 'custom' && <Custom value={value} onChange={onChange} />}
      {mode === 'advanced' && (
        <TextInput
          label={t('Range')}
          description={t('From : to. DATETIME, DATEADD, DATETRUNC, LASTDAY and HOLIDAY can be used.')}
          value={value === NO_FILTER ? '' : value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
      <ResolvedRange range={value} />
    </div>
  )
}

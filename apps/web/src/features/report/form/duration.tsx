import { Group, NumberInput, Select } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { t } from '../../../session/i18n.ts'

const UNITS = [
  [86_400, 'days'],
  [3600, 'hours'],
  [60, 'minutes'],
  [1, 'seconds'],
] as const

const fitting = (seconds: number | ''): number => (seconds === '' || seconds === 0 ? 60 : (UNITS.find(([size]) => seconds % size === 0)?.[0] ?? 1))

/** A span of time in a unit of choice; the value is seconds. */
export const Duration = ({
  label,
  description,
  error,
  value,
  onChange,
}: {
  readonly label: string
  readonly description?: string
  readonly error?: ReactNode
  readonly value: number | ''
  readonly onChange: (seconds: number | '') => void
}) => {
  const [unit, setUnit] = useState(() => fitting(value))
  const count = value === '' ? '' : value / unit
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        flex={1}
        label={label}
        description={description}
        error={error}
        min={1}
        allowDecimal={false}
        value={count}
        onChange={(next) => onChange(typeof next === 'number' ? Math.round(next * unit) : '')}
      />
      <Select
        w={110}
        aria-label={t('Unit of “{{label}}”', { label })}
        allowDeselect={false}
        data={UNITS.map(([size, name]) => ({ value: String(size), label: t(name) }))}
        value={String(unit)}
        onChange={(next) => {
          const size = Number(next ?? unit)
          setUnit(size)
          if (count !== '') onChange(Math.max(1, Math.round(count)) * size)
        }}
      />
    </Group>
  )
}

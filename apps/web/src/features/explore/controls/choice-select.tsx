import type { Choice } from '@coset/chart-kit'
import { readExact, writeExact } from '@coset/core'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'

type Value = Choice['value']

const encode = (value: unknown): string => writeExact(value ?? null)

/** Typed text → number where the other choices are numbers. */
export function typedChoice(text: string, choices: readonly Choice[]): Value {
  const numbers = choices.some((choice) => typeof choice.value === 'number')
  return numbers && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

interface Props {
  readonly choices: readonly Choice[]
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly labelId?: string
  readonly label?: string
  readonly freeForm?: boolean
  readonly clearable?: boolean
  readonly placeholder?: string
}

/** One of several values of any plain type; where `freeForm`, typed text is taken too. */
export const ChoiceSelect = ({ choices, value, onChange, labelId, label, freeForm = false, clearable = false, placeholder }: Props) => {
  const [search, setSearch] = useState('')
  const data = choices.map((choice) => ({ value: encode(choice.value), label: t(choice.label) }))
  const isKnown = data.some((item) => item.value === encode(value))
  const shown = isKnown || value === null || value === undefined ? data : [...data, { value: encode(value), label: String(value) }]
  const typed = search.trim()
  const isNew = freeForm && typed !== '' && !shown.some((item) => item.label === typed)
  const options = isNew ? [...shown, { value: encode(typedChoice(typed, choices)), label: typed }] : shown
  const unique = options.filter((item, index) => options.findIndex((other) => other.value === item.value) === index)
  return (
    <Select
      data={unique}
      value={isKnown || (value !== null && value !== undefined) ? encode(value) : null}
      onChange={(next) => onChange(next === null ? null : readExact(next))}
      searchable={freeForm || choices.length > 8}
      searchValue={search}
      onSearchChange={setSearch}
      clearable={clearable}
      allowDeselect={false}
      placeholder={placeholder ?? t('Choose')}
      nothingFoundMessage={t('Nothing found')}
      size="xs"
      {...(label === undefined ? { 'aria-labelledby': labelId } : { label })}
    />
  )
}

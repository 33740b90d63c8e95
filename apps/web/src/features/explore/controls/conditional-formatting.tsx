import { asList, asNumber, isRecord } from '@coset/chart-kit'
import { Button, Group, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { type ResultColumn, useResultColumns } from '../page/context.ts'
import { ItemList } from './item-list.tsx'
import { movedItem, withItem, withoutItem } from './list-edits.ts'
import type { EditorProps } from './types.ts'

type Rule = Readonly<Record<string, unknown>>

const NUMBER_OPERATORS = ['None', '>', '<', '≥', '≤', '=', '≠', '< x <', '≤ x ≤', '≤ x <', '< x ≤']
const TEXT_OPERATORS = ['=', 'begins with', 'ends with', 'containing', 'not containing']
const BOOLEAN_OPERATORS = ['is true', 'is false', 'is null', 'is not null']
const COLORS = [
  { value: '#ACE1C4', label: 'Green' },
  { value: '#FDE380', label: 'Yellow' },
  { value: '#EFA1AA', label: 'Red' },
]

function operatorsOf(type: number): readonly string[] {
  if (type === 0) return NUMBER_OPERATORS
  return type === 3 ? BOOLEAN_OPERATORS : TEXT_OPERATORS
}

const needsTwo = (operator: string): boolean => operator.includes('x')
const needsOne = (operator: string): boolean => operator !== 'None' && !needsTwo(operator) && !operator.startsWith('is ')

/** The rule in words. */
export function ruleText(rule: Rule): string {
  const operator = String(rule['operator'] ?? 'None')
  const column = String(rule['column'] ?? '')
  if (operator === 'None') return column
  if (needsTwo(operator)) return `${String(rule['targetValueLeft'] ?? '')} ${operator.replace('x', column)} ${String(rule['targetValueRight'] ?? '')}`
  return needsOne(operator) ? `${column} ${operator} ${String(rule['targetValue'] ?? '')}` : `${column} ${operator}`
}

const RuleEditor = ({
  rule,
  columns,
  onSave,
  onClose,
}: {
  readonly rule: Rule
  readonly columns: readonly ResultColumn[]
  readonly onSave: (rule: Rule) => void
  readonly onClose: () => void
}) => {
  const [draft, setDraft] = useState<Rule>(rule)
  const change = (changes: Rule): void => setDraft((before) => ({ ...before, ...changes }))
  const column = columns.find((one) => one.name === draft['column'])
  const type = column?.type ?? 0
  const operator = String(draft['operator'] ?? 'None')
  const color = String(draft['colorScheme'] ?? '')
  const colors = COLORS.some((one) => one.value === color) || color === '' ? COLORS : [{ value: color, label: color }, ...COLORS]
  const whole = draft['columnFormatting'] === 'ENTIRE_ROW' || draft['toAllRow'] === true
  const number = (key: string, label: string) => (
    <NumberInput size="xs" label={label} value={asNumber(draft[key]) ?? ''} onChange={(value) => change({ [key]: value === '' ? undefined : Number(value) })} />
  )
  return (
    <Stack gap="xs">
      <Select
        size="xs"
        label={t('Column')}
        data-autofocus
        data={columns.map((one) => one.name)}
        value={column?.name ?? null}
        onChange={(name) => change({ column: name ?? undefined, operator: operatorsOf(columns.find((one) => one.name === name)?.type ?? 0)[0] })}
      />
      <Select
        size="xs"
        label={t('Condition')}
        data={operatorsOf(type).map((value) => ({ value, label: value === 'None' ? t('None: shades over the whole range') : value }))}
        value={operator}
        allowDeselect={false}
        onChange={(value) => change({ operator: value ?? 'None' })}
      />
      {needsOne(operator) &&
        (type === 0 ? (
          number('targetValue', t('Value'))
        ) : (
          <TextInput
            size="xs"
            label={t('Value')}
            value={String(draft['targetValue'] ?? '')}
            onChange={(event) => change({ targetValue: event.currentTarget.value })}
          />
        ))}
      {needsTwo(operator) && (
        <Group grow gap="xs">
          {number('targetValueLeft', t('From'))}
          {number('targetValueRight', t('To'))}
        </Group>
      )}
      <Select
        size="xs"
        label={t('Colour')}
        data={colors.map((one) => ({ value: one.value, label: t(one.label) }))}
        value={color === '' ? null : color}
        allowDeselect={false}
        onChange={(value) => change({ colorScheme: value ?? undefined })}
      />
      <Select
        size="xs"
        label={t('What takes it')}
        data={[
          { value: 'BACKGROUND_COLOR', label: t('Background') },
          { value: 'TEXT_COLOR', label: t('Text') },
          { value: 'CELL_BAR', label: t('Bar') },
        ]}
        value={String(draft['objectFormatting'] ?? (draft['toTextColor'] === true ? 'TEXT_COLOR' : 'BACKGROUND_COLOR'))}
        allowDeselect={false}
        onChange={(value) => change({ objectFormatting: value ?? 'BACKGROUND_COLOR', toTextColor: undefined })}
      />
      <Switch
        size="xs"
        label={t('The whole row')}
        checked={whole}
        onChange={(event) => change({ columnFormatting: event.currentTarget.checked ? 'ENTIRE_ROW' : draft['column'], toAllRow: undefined })}
      />
      <Switch
        size="xs"
        label={t('Shades by distance')}
        checked={draft['useGradient'] !== false}
        onChange={(event) => change({ useGradient: event.currentTarget.checked })}
      />
      <Group justify="flex-end" gap="xs">
        <Button
          size="xs"
          disabled={column === undefined || color === ''}
          onClick={() => {
            onSave(Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)))
            onClose()
          }}
        >
          {t('Use')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Rules that colour cells by their value. */
export const ConditionalFormattingEditor = ({ control, value, labelId, onChange }: EditorProps) => {
  const columns = useResultColumns()
  const rules = asList(value).filter(isRecord)
  const fresh: Rule = { operator: 'None', colorScheme: '#ACE1C4', objectFormatting: 'BACKGROUND_COLOR', useGradient: true }
  return (
    <ItemList
      control={control}
      labelId={labelId}
      many
      items={rules.map((rule) => ({ text: ruleText(rule) }))}
      addText={t('Add a rule')}
      onRemove={(index) => onChange(withoutItem(rules, index))}
      onMove={(from, to) => onChange(movedItem(rules, from, to))}
      editor={(index, close) => (
        <RuleEditor
          rule={(index === null ? undefined : rules[index]) ?? fresh}
          columns={columns}
          onSave={(rule) => onChange(withItem(rules, index, rule))}
          onClose={close}
        />
      )}
    />
  )
}

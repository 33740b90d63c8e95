import { asList, asNumber, isRecord } from '@coset/chart-kit'
import { writeExact } from '@coset/core'
import { ColorInput, Group, NumberInput, Slider, Textarea, TextInput } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import type { EditorProps } from './types.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : value === undefined || value === null ? '' : writeExact(value))

export const TextEditor = ({ value, labelId, onChange }: EditorProps) => (
  <TextInput size="xs" aria-labelledby={labelId} value={text(value)} onChange={(event) => onChange(event.currentTarget.value)} />
)

export const TextAreaEditor = ({ value, labelId, onChange }: EditorProps) => (
  <Textarea
    size="xs"
    aria-labelledby={labelId}
    autosize
    minRows={2}
    maxRows={10}
    value={text(value)}
    onChange={(event) => onChange(event.currentTarget.value)}
    styles={{ input: { fontFamily: 'var(--coset-mono)' } }}
  />
)

const limits = (
  min: number | undefined,
  max: number | undefined,
  step: number | undefined,
): { readonly min?: number; readonly max?: number; readonly step?: number } => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
  ...(step !== undefined && { step }),
})

export const NumberEditor = ({ control, value, labelId, onChange }: EditorProps) => (
  <NumberInput
    size="xs"
    aria-labelledby={labelId}
    value={asNumber(value) ?? ''}
    placeholder={t('Automatic')}
    clampBehavior="blur"
    onChange={(next) => onChange(next === '' ? null : Number(next))}
    {...limits(control.min, control.max, control.step)}
  />
)

export const SliderEditor = ({ control, value, labelId, onChange }: EditorProps) => (
  <Slider
    size="sm"
    thumbProps={{ 'aria-labelledby': labelId }}
    value={asNumber(value) ?? asNumber(control.default) ?? control.min ?? 0}
    onChange={onChange}
    min={control.min ?? 0}
    max={control.max ?? 100}
    step={control.step ?? ((control.max ?? 100) <= 1 ? 0.05 : 1)}
    label={(shown) => String(shown)}
  />
)

export const BoundsEditor = ({ value, labelId, onChange }: EditorProps) => {
  const [low, high] = asList(value)
  const change = (index: 0 | 1, next: number | string): void => {
    const number = next === '' ? null : Number(next)
    onChange(index === 0 ? [number, asNumber(high) ?? null] : [asNumber(low) ?? null, number])
  }
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-labelledby={labelId}>
      <NumberInput size="xs" aria-label={t('From')} placeholder={t('From')} hideControls value={asNumber(low) ?? ''} onChange={(next) => change(0, next)} />
      <NumberInput size="xs" aria-label={t('To')} placeholder={t('To')} hideControls value={asNumber(high) ?? ''} onChange={(next) => change(1, next)} />
    </Group>
  )
}

/** `{r,g,b,a}` ↔ `rgba(…)`; a text that is no colour gives undefined. */
export function parseColor(css: string): { readonly r: number; readonly g: number; readonly b: number; readonly a: number } | undefined {
  const match = /^rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)(?:[,\s/]+([\d.]+))?\s*\)$/.exec(css)
  if (!match) return undefined
  return { r: Number(match[1]), g: Number(match[2]), b: Number(match[3]), a: match[4] === undefined ? 1 : Number(match[4]) }
}

export const ColorEditor = ({ value, labelId, onChange }: EditorProps) => {
  const css = isRecord(value) ? `rgba(${Number(value['r'])}, ${Number(value['g'])}, ${Number(value['b'])}, ${asNumber(value['a']) ?? 1})` : ''
  const change = (next: string): void => {
    const color = parseColor(next)
    if (color !== undefined) onChange(color)
  }
  return <ColorInput size="xs" aria-labelledby={labelId} format="rgba" value={css} onChange={change} placeholder={t('Automatic')} />
}

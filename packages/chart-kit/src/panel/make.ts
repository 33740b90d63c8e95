import type { Choice, Control, ControlKind } from '../controls.ts'

type More = Partial<Omit<Control, 'key' | 'kind' | 'label' | 'default' | 'choices'>>

/** `[value, label]` pairs or plain values → choices; null reads `None`. */
export function choices(...items: readonly (Choice['value'] | readonly [Choice['value'], string])[]): readonly Choice[] {
  return items.map((item) => {
    const [value, label] = Array.isArray(item) ? (item as readonly [Choice['value'], string]) : [item as Choice['value'], undefined]
    return { value, label: label ?? (value === null ? 'None' : String(value)) }
  })
}

function make(kind: ControlKind, key: string, label: string, fallback: unknown, more: More): Control {
  return { key, kind, label, ...(fallback !== undefined && { default: fallback }), ...more }
}

export function field(kind: ControlKind, key: string, label: string, more: More & { readonly default?: unknown } = {}): Control {
  const { default: fallback, ...rest } = more
  return make(kind, key, label, fallback, rest)
}

export function toggle(key: string, label: string, on: boolean, more: More = {}): Control {
  return make('checkbox', key, label, on, more)
}

export function select(key: string, label: string, fallback: Choice['value'] | undefined, list: readonly Choice[], more: More = {}): Control {
  return { ...make('select', key, label, fallback, more), choices: list }
}

/** A setting of the picture alone: redraws, asks nothing. */
export function look(control: Control): Control {
  return { ...control, renderOnly: true }
}

export const looks = (...controls: readonly Control[]): readonly Control[] => controls.map(look)

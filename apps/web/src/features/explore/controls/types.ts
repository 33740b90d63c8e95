import type { Control } from '@coset/chart-kit'

/** What an editor gets. It is named by the element with `labelId`. */
export interface EditorProps {
  readonly control: Control
  readonly value: unknown
  readonly labelId: string
  /** Undefined removes the setting. */
  readonly onChange: (value: unknown) => void
}

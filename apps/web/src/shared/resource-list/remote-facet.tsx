import { RemoteSelect, type Source } from '../remote-select/index.tsx'
import type { Facet } from './types.ts'

/** A facet whose choice is found by typing: rows that stand by `operator` to the object of that id. */
export const remoteFacet = (key: string, label: string, source: Source, operator: { readonly col: string; readonly opr: string }): Facet => ({
  key,
  label,
  choices: [],
  toFilter: (value) => ({ ...operator, value: Number(value) }),
  control: (value, onChange) => (
    <RemoteSelect
      bare
      clearable
      w={180}
      label={label}
      source={source}
      value={value === null ? null : { value, label: '' }}
      onChange={(next) => onChange(next?.value ?? null)}
    />
  ),
})

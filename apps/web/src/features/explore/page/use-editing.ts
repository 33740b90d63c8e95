import type { ChartDefinition, FormData } from '@coset/chart-kit'
import { definitionFor, definitions } from '@coset/charts'
import { useCallback, useMemo, useReducer, useState } from 'react'
import { begin } from '../form/begin.ts'
import { isChanged, setControl } from '../form/controls.ts'
import { switchType } from '../form/switch-type.ts'
import type { Loaded } from '../types.ts'
import { startHistory, stepHistory } from './history.ts'

export interface Editing {
  readonly formData: FormData
  readonly definition: ChartDefinition
  /** The settings as they were saved last. */
  readonly saved: FormData
  readonly isChanged: boolean
  readonly setValue: (key: string, value: unknown) => void
  readonly setType: (definition: ChartDefinition) => void
  readonly undo: (() => void) | null
  readonly redo: (() => void) | null
  /** The present settings are the saved ones now. */
  readonly markSaved: () => void
}

const isKnown = (vizType: string): boolean => definitions.some((definition) => definition.vizType === vizType)

/** The settings of the chart, their changes, and the way back. */
export function useEditing(loaded: Loaded, vizType: string | null): Editing {
  const [start] = useState(() => begin(loaded, vizType, definitionFor, isKnown))
  const [saved, setSaved] = useState(start.saved)
  const [history, dispatch] = useReducer(stepHistory, start.form, startHistory)
  const formData = history.now
  const definition = definitionFor(formData.viz_type ?? 'table')
  const setValue = useCallback(
    (key: string, value: unknown) => dispatch({ type: 'change', edit: (form) => setControl(form, key, value), key, at: Date.now() }),
    [],
  )
  const { dataset } = loaded
  const setType = useCallback(
    (next: ChartDefinition) =>
      dispatch({
        type: 'change',
        edit: (form) => (next.vizType === form.viz_type ? form : switchType(definitionFor(form.viz_type ?? 'table'), next, form, dataset)),
        key: null,
        at: Date.now(),
      }),
    [dataset],
  )
  const changed = useMemo(() => isChanged(saved, formData), [saved, formData])
  return {
    formData,
    definition,
    saved,
    isChanged: changed,
    setValue,
    setType,
    undo: history.past.length === 0 ? null : () => dispatch({ type: 'undo' }),
    redo: history.future.length === 0 ? null : () => dispatch({ type: 'redo' }),
    markSaved: () => setSaved(formData),
  }
}

import type { ChartDefinition, Control, FormData } from '@coset/chart-kit'
import { asList } from '@coset/chart-kit'
import type { DragEndEvent } from '@dnd-kit/core'
import { notifications } from '@mantine/notifications'
import { useCallback, useEffect, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { movedItem } from '../controls/list-edits.ts'
import { addField, fittingControl } from '../fields/place.ts'
import type { Field } from '../types.ts'

interface Wanted {
  readonly key: string
  readonly index: number
}

interface Placing {
  readonly wanted: Wanted | null
  readonly opened: () => void
  readonly onAdd: (field: Field) => void
  readonly onDragEnd: (event: DragEndEvent) => void
  /** What happened, for people who do not see it. */
  readonly said: string
}

const nameOf = (field: Field): string => (field.kind === 'metric' ? field.metric.metric_name : field.column.column_name)

/** Puts fields into controls, by drag or by Enter, and moves items within their list. */
export function usePlacing(definition: ChartDefinition, formData: FormData, setValue: (key: string, value: unknown) => void, loud: boolean): Placing {
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const [said, setSaid] = useState('')
  const latest = useRef({ definition, formData })
  useEffect(() => {
    latest.current = { definition, formData }
  }, [definition, formData])
  const put = useCallback(
    (control: Control | undefined, field: Field): void => {
      const value = control === undefined ? undefined : addField(control, latest.current.formData[control.key], field)
      if (control === undefined || value === undefined) {
        notifications.show({
          message:
            control === undefined
              ? t('This chart has no place for {{name}}.', { name: nameOf(field) })
              : t('{{name}} does not fit there.', { name: nameOf(field) }),
        })
        return
      }
      setValue(control.key, value)
      const text = t('{{name}} added to {{place}}', { name: nameOf(field), place: t(control.label) })
      setSaid(text)
      if (loud) notifications.show({ message: text })
      if (control.kind === 'filters') setWanted({ key: control.key, index: asList(value).length - 1 })
    },
    [setValue, loud],
  )
  const onAdd = useCallback((field: Field) => put(fittingControl(latest.current.definition, latest.current.formData, field), field), [put])
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    const control = over?.data.current?.['control'] as Control | undefined
    if (control === undefined) return
    const field = active.data.current?.['field'] as Field | undefined
    if (field !== undefined) {
      put(control, field)
      return
    }
    const from: unknown = active.data.current?.['index']
    if (active.data.current?.['from'] !== control.key || typeof from !== 'number') return
    const list = asList(formData[control.key])
    const to: unknown = over?.data.current?.['index'] ?? list.length - 1
    if (list.length > 1 && typeof to === 'number') setValue(control.key, movedItem(list, from, to))
  }
  const opened = useCallback(() => setWanted(null), [])
  return { wanted, opened, onAdd, onDragEnd, said }
}

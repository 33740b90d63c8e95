import type { FormData } from '@coset/chart-kit'
import { DndContext, type DragEndEvent, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors } from '@dnd-kit/core'
import { type ReactNode, useState } from 'react'
import type { Field } from '../types.ts'
import { type Explore, ExploreContext, FormContext, type ResultColumn, ResultContext } from './context.ts'
import classes from './page.module.css'

interface Props {
  readonly explore: Explore
  readonly formData: FormData
  readonly columns: readonly ResultColumn[]
  readonly onDragEnd: (event: DragEndEvent) => void
  readonly children: ReactNode
}

function draggedText(data: Readonly<Record<string, unknown>> | undefined): string {
  const field = data?.['field'] as Field | undefined
  if (field === undefined) return typeof data?.['text'] === 'string' ? data['text'] : ''
  return field.kind === 'metric' ? field.metric.metric_name : field.column.column_name
}

/** What the parts of the page share: dataset, settings, result columns, and drag and drop between them. */
export const Stage = ({ explore, formData, columns, onDragEnd, children }: Props) => {
  const [dragged, setDragged] = useState<string | null>(null)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 8 } }),
  )
  return (
    <ExploreContext value={explore}>
      <FormContext value={formData}>
        <ResultContext value={columns}>
          <DndContext
            sensors={sensors}
            collisionDetection={pointerWithin}
            onDragStart={({ active }) => setDragged(draggedText(active.data.current))}
            onDragCancel={() => setDragged(null)}
            onDragEnd={(event) => {
              setDragged(null)
              onDragEnd(event)
            }}
          >
            {children}
            <DragOverlay dropAnimation={null}>{dragged !== null && <span className={classes['dragged']}>{dragged}</span>}</DragOverlay>
          </DndContext>
        </ResultContext>
      </FormContext>
    </ExploreContext>
  )
}

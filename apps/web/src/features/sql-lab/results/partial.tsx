import { VisuallyHidden } from '@mantine/core'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import type { PartialRows } from '../model/types.ts'
import classes from '../sql-lab.module.css'
import { Grid, type Place, windowAt } from './grid.tsx'

/** Counts that change every second are read out this often. */
const SAID_MS = 15_000

/** A text that follows another one slowly. */
const useSlowly = (text: string): string => {
  const [said, setSaid] = useState('')
  const at = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const say = (): void => {
      at.current = performance.now()
      setSaid(text)
    }
    const timer = window.setTimeout(say, Math.max(0, at.current + SAID_MS - performance.now()))
    return () => clearTimeout(timer)
  }, [text])
  return said
}

const told = ({ rows, total }: PartialRows, isOver: boolean): string => {
  const [shown, all] = [rows.length.toLocaleString('en'), total.toLocaleString('en')]
  if (isOver) return t('Not a result: the first {{shown}} of {{all}} rows that were read before it ended', { shown, all })
  return rows.length === total ? t('First {{shown}} rows so far …', { shown }) : t('First {{shown}} rows; {{all}} so far …', { shown, all })
}

/** The first rows of a run that goes on, or that did not end well. */
export const Partial = ({ rows, isOver, place }: { readonly rows: PartialRows; readonly isOver: boolean; readonly place: RefObject<Place> }) => {
  const [window, setWindow] = useState(() => windowAt(place.current))
  const text = told(rows, isOver)
  const said = useSlowly(text)
  return (
    <div className={classes['results']}>
      <div className={classes['tools']} data-partial={isOver ? 'over' : 'open'}>
        <span className={classes['count']}>{text}</span>
        <VisuallyHidden role="status">{said}</VisuallyHidden>
      </div>
      <Grid
        columns={rows.columns}
        count={rows.rows.length}
        pages={{ row: (index) => rows.rows[index] }}
        order={[]}
        window={window}
        onWindow={setWindow}
        onOrder={null}
        place={place}
      />
    </div>
  )
}

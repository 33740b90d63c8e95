import type { ChartDefinition, DatasetHints, FormData } from '@coset/chart-kit'
import { useMemo } from 'react'
import { Drawer, type Panel } from '../results/drawer.tsx'
import { sourceOf } from '../source.ts'
import type { Dataset } from '../types.ts'
import classes from './chart.module.css'
import { ChipRow } from './chip-row.tsx'
import { chipsOf } from './chips.ts'
import { ChartPicture } from './picture.tsx'
import { Status } from './status.tsx'
import type { Run } from './use-run.ts'

interface Props {
  readonly dataset: Dataset
  readonly definition: ChartDefinition
  readonly formData: FormData
  readonly run: Run
  readonly hints: DatasetHints
  readonly missing: readonly string[]
  readonly panel: Panel
  readonly onPanel: (panel: Panel) => void
  /** A chip was pressed: show its control. */
  readonly onOpen: (key: string) => void
  readonly onOwnState: (state: Readonly<Record<string, unknown>>) => void
  /** Nothing but the picture, as when embedded. */
  readonly alone: boolean
}

/** The query in a line, the picture, and the data under it. */
export const ChartPane = ({ dataset, definition, formData, run, hints, missing, panel, onPanel, onOpen, onOwnState, alone }: Props) => {
  const chips = useMemo(() => chipsOf(definition, formData, dataset), [definition, formData, dataset])
  const results = run.picture?.results ?? []
  const picture = <ChartPicture run={run} hints={hints} missing={missing} onOwnState={onOwnState} />
  if (alone)
    return (
      <div className={classes['pane']} style={{ inlineSize: '100%' }}>
        {picture}
      </div>
    )
  return (
    <div className={classes['pane']}>
      <div className={classes['bar']}>
        <ChipRow chips={chips} onOpen={onOpen} />
        <Status run={run} />
      </div>
      {picture}
      <Drawer results={results} source={sourceOf(dataset)} panel={panel} onPanel={onPanel} />
    </div>
  )
}

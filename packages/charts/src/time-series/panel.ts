import { type Control, type ControlPanel, panel } from '@coset/chart-kit'

const { choices, field, look, looks, select, toggle } = panel

const ANNOTATIONS: Control = field('hidden', 'annotation_layers', 'Annotations', { default: [] })

export interface FamilyPanel {
  readonly stacks?: readonly (string | null)[]
  readonly area?: boolean
  readonly markers?: number | false
  readonly extra?: readonly Control[]
  readonly yMargin?: number
  readonly rawOptions?: boolean
}

export const areaControls: readonly Control[] = looks(
  toggle('area', 'Filled', false),
  field('slider', 'opacity', 'Opacity of the area', { default: 0.2, min: 0, max: 1, step: 0.1 }),
)

export const STEPS = choices(['start', 'Before'], ['middle', 'Middle'], ['end', 'After'])
export const LINES = choices(['line', 'Line'], ['smooth', 'Smooth'], ['start', 'Step before'], ['middle', 'Step middle'], ['end', 'Step after'])

/** The panel of every chart over an axis. */
export function familyPanel({ stacks, area = false, markers = 20, extra = [], yMargin = 0, rawOptions = true }: FamilyPanel): ControlPanel {
  return [
    { group: 'Data', label: 'Query', controls: panel.timeSeriesQuery },
    { group: 'Data', label: 'Over time', controls: panel.advanced },
    { group: 'Data', label: 'Forecast', controls: panel.forecasting },
    {
      group: 'Look',
      label: 'Marks',
      controls: [...extra, ...panel.seriesControls(stacks), ...(area ? areaControls : []), ...(markers === false ? [] : panel.markerControls(markers))],
    },
    { group: 'Look', label: 'Titles', controls: panel.titleControls(yMargin) },
    { group: 'Look', label: 'Legend', controls: panel.legendControls },
    { group: 'Look', label: 'X axis', controls: panel.xAxisControls },
    { group: 'Look', label: 'Y axis', controls: panel.yAxisControls },
    {
      group: 'Behaviour',
      label: 'Tip and zoom',
      controls: [...panel.tooltipControls, ...panel.zoomControls, ANNOTATIONS, ...(rawOptions ? [look(panel.rawOptions)] : [])],
    },
  ]
}

export { choices, field, look, looks, select, toggle }

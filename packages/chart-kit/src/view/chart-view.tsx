import { type ComponentType, useEffect, useMemo, useState } from 'react'
import { type ColorOf, createColorScale } from '../colors/index.ts'
import { NO_HINTS } from '../dataset-hints.ts'
import type { ChartDefinition, ChartTheme, DatasetHints, QueryResult } from '../definition.ts'
import type { ChartModel } from '../model.ts'
import type { FormData } from '../query-object.ts'
import { LIGHT_THEME } from '../themes.ts'
import { EChartsView } from './echarts-view.tsx'
import type { MenuRequest, OnSelect, RendererProps, Renderers } from './types.ts'

export interface ChartViewProps {
  readonly definition: ChartDefinition
  /** The renderers of charts that ECharts does not draw, by viz type. */
  readonly renderers: Renderers
  readonly formData: FormData
  readonly results: readonly QueryResult[]
  readonly dataset?: DatasetHints
  /** px */
  readonly width: number
  readonly height: number
  readonly theme?: ChartTheme
  readonly colorOf?: ColorOf
  readonly selected?: readonly string[]
  readonly onSelect?: OnSelect
  readonly onMenu?: (request: MenuRequest) => void
  /** What a server-paged chart wants next; see RendererProps. */
  readonly onOwnState?: (state: Readonly<Record<string, unknown>>) => void
  /** The picture stands. */
  readonly onReady?: () => void
}

const NONE: readonly string[] = []

/** A renderer once its code has arrived; an error of loading is thrown to the nearest boundary. */
function useRenderer(vizType: string, renderers: Renderers, wanted: boolean): ComponentType<RendererProps> | undefined {
  const [state, setState] = useState<{ readonly vizType: string; readonly Renderer?: ComponentType<RendererProps>; readonly error?: unknown }>()
  useEffect(() => {
    if (!wanted) return
    let live = true
    const load = renderers[vizType] ?? renderers['table']
    if (!load) {
      setState({ vizType, error: new Error(`There is no renderer for "${vizType}".`) })
      return
    }
    load().then(
      ({ Renderer }) => live && setState({ vizType, Renderer }),
      (error: unknown) => live && setState({ vizType, error }),
    )
    return () => {
      live = false
    }
  }, [vizType, renderers, wanted])
  if (state?.vizType !== vizType) return undefined
  if (state.error !== undefined) throw state.error
  return state.Renderer
}

/** A chart: results in, picture out. Says in words when there is nothing to draw. */
export function ChartView(props: ChartViewProps): React.ReactNode {
  const { definition, renderers, formData, results, width, height, onReady, onSelect, onMenu, onOwnState } = props
  const dataset = props.dataset ?? NO_HINTS
  const theme = props.theme ?? LIGHT_THEME
  const selected = props.selected ?? NONE
  const ownScale = useMemo(() => createColorScale({ dark: theme.dark }), [theme.dark])
  const colorOf = props.colorOf ?? ownScale
  const model: ChartModel = useMemo(
    () => definition.transform({ formData, results, dataset, width, height, theme, colorOf, selected }),
    [definition, formData, results, dataset, width, height, theme, colorOf, selected],
  )
  const Renderer = useRenderer(definition.vizType, renderers, model.kind === 'custom')
  const drawnHere = model.kind === 'empty' || (model.kind === 'custom' && Renderer !== undefined)
  useEffect(() => {
    if (drawnHere) onReady?.()
  }, [drawnHere, onReady])

  if (model.kind === 'empty') {
    return (
      <div
        style={{
          width,
          height,
          display: 'grid',
          placeItems: 'center',
          padding: 16,
          boxSizing: 'border-box',
          color: theme.mutedText,
          font: `13px ${theme.fontFamily}`,
        }}
      >
        <p style={{ margin: 0, textAlign: 'center', textWrap: 'balance' }}>{model.summary}</p>
      </div>
    )
  }
  if (model.kind === 'echarts') return <EChartsView {...{ model, width, height, selected, onSelect, onMenu, onReady }} />
  if (!Renderer) return <div style={{ width, height }} aria-busy="true" />
  return <Renderer {...{ model, formData, width, height, theme, selected, onSelect, onMenu, onOwnState }} />
}

import type { EChartsOption } from 'echarts'
import type { EChartsType } from 'echarts/core'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { isPart, partsOf } from '../echarts/parts/names.ts'
import type { EChartsModel } from '../model.ts'
import { asksForMenu, boxPoint, type MarkEvent, markOf, menuRequest, nextStep, ownMark, placeOf } from './menu.ts'
import type { MenuRequest, OnSelect } from './types.ts'

export interface EChartsViewProps {
  readonly model: EChartsModel
  readonly width: number
  readonly height: number
  readonly selected: readonly string[]
  readonly onSelect?: OnSelect | undefined
  readonly onMenu?: ((request: MenuRequest) => void) | undefined
  readonly onReady?: (() => void) | undefined
}

/** Above this many points a canvas draws faster than SVG nodes. */
const SVG_POINTS = 3000

function pointCount(option: EChartsOption): number {
  const series = Array.isArray(option.series) ? option.series : [option.series]
  return series.reduce((sum, one) => sum + (one && 'data' in one && Array.isArray(one.data) ? one.data.length : 0), 0)
}

function withLegendState(option: EChartsOption, shown: Readonly<Record<string, boolean>>): EChartsOption {
  const legend = option.legend
  if (!legend || Array.isArray(legend) || Object.keys(shown).length === 0) return option
  return { ...option, legend: { ...legend, selected: { ...shown } } } as EChartsOption
}

/** Creates the chart once its code has arrived, anew when a model needs other parts; disposes it with the host element. */
function useEngine(host: React.RefObject<HTMLDivElement | null>, canvas: boolean, parts: string, onFailure: (failure: { readonly error: unknown }) => void) {
  const [engine, setEngine] = useState<{ readonly chart: EChartsType; readonly prepare: (model: EChartsModel) => Promise<void> }>()
  useEffect(() => {
    let live = true
    let chart: EChartsType | undefined
    const start = async (): Promise<void> => {
      const { open, prepare } = await import('../echarts/engine.ts')
      if (!live || !host.current) return
      const opened = await open(host.current, canvas, parts.split(' ').filter(isPart))
      if (!live) {
        opened.dispose()
        return
      }
      chart = opened
      setEngine({ chart, prepare })
    }
    start().catch((error: unknown) => live && onFailure({ error }))
    return () => {
      live = false
      chart?.dispose()
      setEngine(undefined)
    }
  }, [host, canvas, parts, onFailure])
  return engine
}

/** An ECharts model on the page: one focusable picture; arrow keys walk its marks, Enter chooses one. */
export function EChartsView({ model, width, height, selected, onSelect, onMenu, onReady }: EChartsViewProps): React.ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const legendState = useRef<Record<string, boolean>>({})
  const [spoken, setSpoken] = useState('')
  const at = useRef(-1)
  const canvas = useMemo(() => pointCount(model.option) > SVG_POINTS, [model])
  const parts = useMemo(() => partsOf(model.option).join(' '), [model])
  const [failure, setFailure] = useState<{ readonly error: unknown }>()
  const engine = useEngine(host, canvas, parts, setFailure)
  const selectable = model.selectable ?? {}
  const choose = (mark: string): void => onSelect?.(selected.includes(mark) ? null : (selectable[mark] ?? null), mark)
  const handlers = useRef({ choose, onMenu, onReady, selectable, model })
  useEffect(() => {
    handlers.current = { choose, onMenu, onReady, selectable, model }
  })

  useEffect(() => {
    if (!engine) return
    let live = true
    const draw = async (): Promise<void> => {
      await engine.prepare(model)
      if (!live) return
      engine.chart.setOption(withLegendState(model.option, legendState.current), { notMerge: true })
      handlers.current.onReady?.()
    }
    draw().catch((error: unknown) => live && setFailure({ error }))
    return () => {
      live = false
    }
  }, [engine, model])

  useEffect(() => engine?.chart.resize({ width, height }), [engine, width, height])

  useEffect(() => {
    if (!engine) return
    const { chart } = engine
    chart.on('click', (event) => {
      const mark = markOf(event as MarkEvent, handlers.current.selectable)
      if (mark !== undefined) handlers.current.choose(mark)
    })
    let answered: Event | undefined
    const openMenu = (native: MouseEvent | undefined, datum: Parameters<typeof menuRequest>[1]): void => {
      const { onMenu: open, model: shown } = handlers.current
      if (!native || !open || native === answered) return
      answered = native
      open({ ...menuRequest(shown, datum), clientX: native.clientX, clientY: native.clientY })
    }
    chart.on('contextmenu', (event) => {
      const met = event as MarkEvent
      const mark = markOf(met, handlers.current.selectable) ?? ownMark(met)
      openMenu(met.event?.event, { mark, seriesName: met.seriesName, value: met.value })
    })
    chart.getZr().on('contextmenu', ({ event, offsetX, offsetY }) => {
      if (!handlers.current.onMenu) return
      const native = event as unknown as MouseEvent
      native.preventDefault()
      native.stopPropagation()
      // A mark under the pointer speaks first
      queueMicrotask(() => openMenu(native, placeOf(chart, handlers.current.model, [offsetX, offsetY])))
    })
    chart.on('legendselectchanged', (event) => {
      legendState.current = (event as { selected?: Record<string, boolean> }).selected ?? {}
    })
  }, [engine])

  // Code or shapes that cannot be had: the nearest boundary says so
  if (failure !== undefined) throw failure.error
  const onKeyDown = (event: KeyboardEvent): void => {
    const marks = Object.keys(selectable)
    const current = marks[at.current]
    const point = marks.length === 0 ? model.steps?.[at.current] : undefined
    if (asksForMenu(event) && onMenu) {
      event.preventDefault()
      event.stopPropagation()
      onMenu({ ...menuRequest(model, { mark: current, ...(point ?? { seriesName: current }) }), ...boxPoint(event.currentTarget) })
      return
    }
    if ((event.key === 'Enter' || event.key === ' ') && current !== undefined) {
      event.preventDefault()
      choose(current)
      return
    }
    const next = nextStep(event.key, at.current, marks.length > 0 ? marks.length : (model.steps?.length ?? 0))
    if (next === undefined) return
    event.preventDefault()
    at.current = next
    const step = marks.length === 0 ? model.steps?.[next] : undefined
    if (step !== undefined) {
      engine?.chart.dispatchAction({ type: 'showTip', seriesIndex: step.seriesIndex, dataIndex: step.dataIndex })
      setSpoken(model.behind?.(step)?.label ?? '')
      return
    }
    if (current !== undefined) engine?.chart.dispatchAction({ type: 'downplay', name: current, seriesName: current })
    engine?.chart.dispatchAction({ type: 'highlight', name: marks[next] ?? '' })
    setSpoken(marks[next] ?? '')
  }

  return (
    <div style={{ position: 'relative', width, height }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the picture's marks are walked with the arrow keys. */}
      <div ref={host} role="img" aria-label={model.summary} tabIndex={0} onKeyDown={onKeyDown} style={{ width, height }} />
      <span aria-live="polite" style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}>
        {spoken}
      </span>
    </div>
  )
}

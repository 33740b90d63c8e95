import type { EChartsOption } from 'echarts'
import type { EChartsType } from 'echarts/core'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { isPart, partsOf } from '../echarts/parts/names.ts'
import type { EChartsModel, Selectable } from '../model.ts'
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

interface MarkEvent {
  readonly data?: unknown
  readonly name?: string
  readonly seriesName?: string
}

function markOf({ data, name, seriesName }: MarkEvent, selectable: Selectable): string | undefined {
  const own = typeof data === 'object' && data !== null && 'mark' in data ? String(data.mark) : undefined
  return [own, seriesName, name].find((mark) => mark !== undefined && Object.hasOwn(selectable, mark))
}

function withLegendState(option: EChartsOption, shown: Readonly<Record<string, boolean>>): EChartsOption {
  const legend = option.legend
  if (!legend || Array.isArray(legend) || Object.keys(shown).length === 0) return option
  return { ...option, legend: { ...legend, selected: { ...shown } } } as EChartsOption
}

/** Creates the chart once its code has arrived, anew when a model needs other parts; disposes it with the host element. */
function useEngine(host: React.RefObject<HTMLDivElement | null>, canvas: boolean, parts: string) {
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
    void start()
    return () => {
      live = false
      chart?.dispose()
      setEngine(undefined)
    }
  }, [host, canvas, parts])
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
  const engine = useEngine(host, canvas, parts)
  const selectable = model.selectable ?? {}
  const choose = (mark: string): void => onSelect?.(selected.includes(mark) ? null : (selectable[mark] ?? null), mark)
  const handlers = useRef({ choose, onMenu, onReady, selectable })
  useEffect(() => {
    handlers.current = { choose, onMenu, onReady, selectable }
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
    void draw()
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
    chart.on('contextmenu', (event) => {
      const native = (event as { event?: { event?: MouseEvent } }).event?.event
      const mark = markOf(event as MarkEvent, handlers.current.selectable)
      const { onMenu: open, selectable: marks } = handlers.current
      if (!native || !open) return
      native.preventDefault()
      native.stopPropagation()
      open({ clientX: native.clientX, clientY: native.clientY, ...(mark !== undefined && { label: mark, filters: marks[mark] ?? [] }) })
    })
    chart.on('legendselectchanged', (event) => {
      legendState.current = (event as { selected?: Record<string, boolean> }).selected ?? {}
    })
  }, [engine])

  const onKeyDown = (event: KeyboardEvent): void => {
    const marks = Object.keys(selectable)
    const current = marks[at.current]
    if ((event.key === 'Enter' || event.key === ' ') && current !== undefined) {
      event.preventDefault()
      choose(current)
      return
    }
    const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || marks.length === 0) return
    event.preventDefault()
    if (current !== undefined) engine?.chart.dispatchAction({ type: 'downplay', name: current, seriesName: current })
    at.current = (at.current + step + marks.length) % marks.length
    const next = marks[at.current] ?? ''
    engine?.chart.dispatchAction({ type: 'highlight', name: next })
    setSpoken(next)
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

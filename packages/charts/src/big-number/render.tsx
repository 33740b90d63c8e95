import { fade } from '@coset/chart-kit'
import type { RendererProps } from '@coset/chart-kit/view'
import { type PointerEvent, useState } from 'react'
import { type BigNumberData, baselines, PAD, type TrendPoint } from './model.ts'

function nearest(points: readonly TrendPoint[], x: number): TrendPoint | undefined {
  let best: TrendPoint | undefined
  for (const point of points) if (!best || Math.abs(point.x - x) < Math.abs(best.x - x)) best = point
  return best
}

/** A big number on the page: selectable text over its trend; the pointer reads single points. */
export function BigNumberRenderer({ model, width, height, theme, onMenu }: RendererProps<BigNumberData>): React.ReactNode {
  const { lines, trend } = model.data
  const [at, setAt] = useState<TrendPoint>()
  const ys = baselines(lines, height, trend !== undefined)
  const onMove = (event: PointerEvent<SVGSVGElement>): void => {
    if (trend) setAt(nearest(trend.points, event.clientX - event.currentTarget.getBoundingClientRect().left))
  }
  return (
    <figure
      aria-label={model.summary}
      style={{ position: 'relative', width, height, margin: 0, overflow: 'hidden', fontFamily: theme.fontFamily, fontVariantNumeric: 'tabular-nums' }}
      onContextMenu={(event) => {
        if (!onMenu) return
        event.preventDefault()
        event.stopPropagation()
        onMenu({ clientX: event.clientX, clientY: event.clientY })
      }}
    >
      {trend && (
        <svg
          width={width}
          height={height}
          aria-hidden="true"
          style={{ position: 'absolute', inset: 0 }}
          onPointerMove={onMove}
          onPointerLeave={() => setAt(undefined)}
        >
          <path d={trend.area} fill={fade(trend.color, 0.14)} />
          <path d={trend.line} fill="none" stroke={trend.color} strokeWidth={2} />
          {at && <circle cx={at.x} cy={at.y} r={4} fill={trend.color} stroke={theme.background} strokeWidth={2} />}
        </svg>
      )}
      {lines.map((line, index) => (
        <div
          key={`${index} ${line.text}`}
          style={{
            position: 'absolute',
            insetInlineStart: PAD,
            top: (ys[index] ?? 0) - line.size * 0.95,
            fontSize: line.size,
            lineHeight: 1.25,
            fontWeight: line.weight,
            color: line.color,
            whiteSpace: 'nowrap',
            pointerEvents: trend ? 'none' : 'auto',
          }}
        >
          {line.text}
        </div>
      ))}
      {at && (
        <output style={{ position: 'absolute', insetInlineEnd: PAD, top: PAD, fontSize: 12, color: theme.mutedText }}>
          {at.time}: {at.value}
        </output>
      )}
    </figure>
  )
}

export const Renderer = BigNumberRenderer as React.ComponentType<RendererProps>

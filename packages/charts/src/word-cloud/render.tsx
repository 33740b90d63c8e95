import type { RendererProps } from '@coset/chart-kit/view'
import type { CloudData } from './definition.ts'

/** A word cloud on the page: real text; a word can be chosen where charts may filter each other. */
export function WordCloudRenderer({ model, width, height, theme, selected, onSelect, onMenu }: RendererProps<CloudData>): React.ReactNode {
  const selectable = model.selectable ?? {}
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={model.summary}
      fontFamily={theme.fontFamily}
      fontWeight={600}
      textAnchor="middle"
      onContextMenu={(event) => {
        if (!onMenu) return
        const label = event.target instanceof SVGElement ? event.target.dataset['word'] : undefined
        event.preventDefault()
        event.stopPropagation()
        onMenu({ clientX: event.clientX, clientY: event.clientY, ...(label !== undefined && { label, filters: selectable[label] ?? [] }) })
      }}
      onClick={(event) => {
        const label = event.target instanceof SVGElement ? event.target.dataset['word'] : undefined
        if (label !== undefined) onSelect?.(selected.includes(label) ? null : (selectable[label] ?? null), label)
      }}
      onKeyDown={() => undefined}
    >
      {model.data.words.map((word) => (
        <text
          key={word.text}
          data-word={word.text}
          x={word.x}
          y={word.y + word.size * 0.34}
          fontSize={word.size}
          fill={word.color}
          opacity={selected.length > 0 && !selected.includes(word.text) ? 0.3 : 1}
          transform={word.rotate === 0 ? undefined : `rotate(${word.rotate} ${word.x} ${word.y})`}
        >
          <title>{`${word.text}: ${word.value}`}</title>
          {word.text}
        </text>
      ))}
    </svg>
  )
}

export const Renderer = WordCloudRenderer as React.ComponentType<RendererProps>

import {
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  type CustomModel,
  columnLabel,
  displayName,
  type FormData,
  labelOf,
  metricFormat,
  panel,
  plain,
  type QueryColumn,
  type QueryMetric,
  type QueryObject,
  readColumns,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  svgPicture,
  svgText,
  type TransformInput,
} from '@coset/chart-kit'
import { count, emptyModel, firstResult, numeric, sameValue } from '../cells.ts'
import { metricOf } from '../groups.ts'
import { layoutWords, type PlacedWord, type Rotation } from './layout.ts'

const { choices, field, looks, select } = panel

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery(formData)
  const metric = readMetrics(formData, 'metric')[0]
  const series = readColumns(formData, 'series')[0]
  const order: (readonly [QueryColumn | QueryMetric, boolean])[] = []
  if (metric !== undefined && readFlag(formData, 'sort_by_metric')) order.push([metric, false])
  if (series !== undefined && (readNumber(formData, 'row_limit') ?? 0) > 0) order.push([series, true])
  return [{ ...base, ...(order.length > 0 && { orderby: order }) }]
}

export interface CloudWord extends PlacedWord {
  readonly color: string
  /** The number as the tip writes it. */
  readonly value: string
}

export interface CloudData {
  readonly words: readonly CloudWord[]
}

function rotationOf(formData: FormData): Rotation {
  const rotation = readText(formData, 'rotation', 'square')
  return rotation === 'flat' || rotation === 'random' ? rotation : 'square'
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results, theme, width, height, colorOf } = input
  const result = firstResult(results)
  const series = readColumns(formData, 'series').map(columnLabel)[0] ?? result.colnames[0] ?? ''
  const metric = metricOf(formData)
  const raw = new Map<string, unknown>()
  const words = result.data.flatMap((row) => {
    const weight = numeric(row[metric])
    if (weight === null || weight <= 0) return []
    const text = plain(labelOf(row[series]), 40)
    raw.set(text, row[series])
    return [{ text, weight }]
  })
  if (words.length === 0) return emptyModel()
  const format = metricFormat(metric, { dataset, result })
  const scheme = readText(formData, 'color_scheme', 'coset')
  const placed = layoutWords({
    words,
    width,
    height,
    from: readNumber(formData, 'size_from') ?? 10,
    to: readNumber(formData, 'size_to') ?? 70,
    rotation: rotationOf(formData),
  })
  const data: CloudData = { words: placed.map((word) => ({ ...word, color: colorOf(word.text, scheme), value: format(word.weight) })) }
  const heaviest = words.reduce((best, word) => (word.weight > best.weight ? word : best))
  const model: CustomModel<CloudData> = {
    kind: 'custom',
    data,
    selectable: Object.fromEntries([...raw].map(([text, value]) => [text, [sameValue(series, value)]])),
    summary: `Word cloud of ${displayName(series, dataset)}: ${count(words.length, 'word')}. Largest: ${heaviest.text} with ${format(heaviest.weight)}.`,
    svg: () =>
      svgPicture(
        width,
        height,
        theme.fontFamily,
        data.words
          .map((word) =>
            svgText({ x: word.x, y: word.y + word.size * 0.34, text: word.text, size: word.size, color: word.color, anchor: 'middle', weight: 600 }).replace(
              '<text',
              word.rotate === 0 ? '<text' : `<text transform="rotate(${word.rotate} ${word.x} ${word.y})"`,
            ),
          )
          .join(''),
      ),
  }
  return model
}

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('column', 'series', 'Words', { required: true, columnFilter: 'groupable' }),
      panel.metric,
      panel.adhocFilters,
      panel.rowLimit(100),
      panel.sortByMetric,
    ],
  },
  {
    group: 'Look',
    label: 'Words',
    controls: looks(
      field('number', 'size_from', 'Smallest', { default: 10 }),
      field('number', 'size_to', 'Largest', { default: 70 }),
      select('rotation', 'Direction', 'square', choices(['square', 'Across and down'], ['flat', 'Across'], ['random', 'Any'])),
      panel.colorScheme,
    ),
  },
]

export const wordCloud: ChartDefinition = {
  vizType: 'word_cloud',
  name: 'Word cloud',
  category: 'Ranking',
  description: 'Words sized by a metric: an impression rather than a measurement.',
  tags: ['Categorical', 'Comparison', 'Density', 'Single Metric'],
  behaviours: [],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics === 1 && dimensions === 1 && !temporal ? 0.3 : 0.05),
}

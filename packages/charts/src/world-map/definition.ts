import {
  baseOption,
  baseQuery,
  type ChartDefinition,
  type ControlPanel,
  columnLabel,
  displayName,
  type FormData,
  metricFormat,
  mix,
  panel,
  plain,
  type QueryMetric,
  type QueryObject,
  readColor,
  readColumns,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  sequentialColors,
  type TransformInput,
  tipLines,
  tooltip,
} from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'
import { count, emptyModel, firstResult, numeric, sameValue } from '../cells.ts'
import { metricOf } from '../groups.ts'
import { type Country, type CountryField, findCountry } from './countries.ts'
import { WORLD } from './shapes.ts'

const { choices, field, looks, select, toggle } = panel

function buildQueries(formData: FormData): readonly QueryObject[] {
  const base = baseQuery({ ...formData, groupby: undefined, columns: undefined }, { entity: 'columns' })
  const metric = readMetrics(formData, 'metric')[0]
  const metrics: readonly QueryMetric[] = base.metrics ?? []
  return [{ ...base, metrics, ...(metric !== undefined && readFlag(formData, 'sort_by_metric') && { orderby: [[metric, false] as const] }) }]
}

interface Place {
  readonly country: Country
  readonly raw: unknown
  value: number
  bubble: number
}

function fieldOf(formData: FormData): CountryField {
  const chosen = readText(formData, 'country_fieldtype', 'cca2')
  return chosen === 'name' || chosen === 'cioc' || chosen === 'cca3' ? chosen : 'cca2'
}

/** Rows by country; rows of one country are added up. `unknown` counts the values that name none. */
function placesOf(
  { formData, results }: TransformInput,
  metric: string,
  second: string | undefined,
): { readonly places: readonly Place[]; readonly unknown: number } {
  const result = firstResult(results)
  const entity = readColumns(formData, 'entity').map(columnLabel)[0] ?? result.colnames[0] ?? ''
  const found = new Map<string, Place>()
  let unknown = 0
  for (const row of result.data) {
    const country = findCountry(row[entity], fieldOf(formData))
    const value = numeric(row[metric])
    if (!country) unknown += 1
    if (!country || value === null) continue
    const place = found.get(country.cca3) ?? { country, raw: row[entity], value: 0, bubble: 0 }
    place.value += value
    place.bubble += second === undefined ? 0 : (numeric(row[second]) ?? 0)
    found.set(country.cca3, place)
  }
  return { places: [...found.values()], unknown }
}

function range(values: readonly number[]): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return [least, most]
}

interface Drawing {
  readonly input: TransformInput
  readonly places: readonly Place[]
  readonly format: (value: unknown) => string
  readonly bubbleFormat: (value: unknown) => string
}

function bubbles({ input, places }: Drawing): NonNullable<EChartsOption['series']>[] {
  const { formData, theme } = input
  if (!readFlag(formData, 'show_bubbles')) return []
  const largest = range(places.map((place) => place.bubble))[1]
  const most = readNumber(formData, 'max_bubble_size') ?? 25
  return [
    {
      type: 'scatter',
      coordinateSystem: 'geo',
      itemStyle: { color: readColor(formData, 'color_picker') ?? theme.accent, opacity: 0.6, borderColor: theme.background },
      data: places
        .filter((place) => place.country.at && place.bubble > 0)
        .map((place) => ({
          name: place.country.cca3,
          value: [...(place.country.at ?? []), place.bubble],
          symbolSize: Math.max(3, most * Math.sqrt(place.bubble / largest)),
        })),
    },
  ] as unknown as NonNullable<EChartsOption['series']>[]
}

function optionOf(drawing: Drawing): EChartsOption {
  const { input, places, format, bubbleFormat } = drawing
  const { formData, theme, colorOf, height } = input
  const chosen = input.selected ?? []
  const byCountry = readText(formData, 'color_by', 'metric') === 'country'
  const [least, most] = range(places.map((place) => place.value))
  const byCode = new Map(places.map((place) => [place.country.cca3, place]))
  const bare = mix(theme.line, theme.background, theme.dark ? 0 : 0.25)
  const regions = places.flatMap((place) => {
    const dim = chosen.length > 0 && !chosen.includes(place.country.cca3)
    if (!byCountry && !dim) return []
    const color = byCountry ? { areaColor: colorOf(place.country.name, readText(formData, 'color_scheme', 'coset')) } : {}
    return [{ name: place.country.cca3, itemStyle: { ...color, ...(dim && { opacity: 0.3 }) } }]
  })
  return {
    ...baseOption(theme),
    tooltip: tooltip(theme, {
      formatter: ((param: { name: string }) => {
        const place = byCode.get(param.name)
        if (!place) return ''
        const rows = [{ name: displayName(metricOf(formData), input.dataset), value: format(place.value) }]
        if (place.bubble !== 0) rows.push({ name: displayName(metricOf(formData, 'secondary_metric'), input.dataset), value: bubbleFormat(place.bubble) })
        return `${plain(place.country.name)}\n${tipLines(rows)}`
      }) as never,
    }),
    geo: {
      map: WORLD,
      roam: false,
      left: 4,
      right: 4,
      top: 4,
      bottom: height < 200 ? 4 : 8,
      itemStyle: { areaColor: bare, borderColor: theme.background, borderWidth: 0.6 },
      emphasis: { label: { show: false }, itemStyle: { areaColor: mix(theme.accent, theme.background, 0.5) } },
      select: { disabled: true },
      regions,
    },
    ...(!byCountry && {
      visualMap: {
        type: 'continuous',
        seriesIndex: 0,
        min: least,
        max: most === least ? least + 1 : most,
        calculable: false,
        show: height >= 180,
        left: 8,
        bottom: 8,
        itemWidth: 10,
        itemHeight: Math.min(90, height * 0.25),
        text: [format(most), format(least)],
        textStyle: { color: theme.mutedText, fontSize: 11 },
        inRange: { color: [...sequentialColors(readText(formData, 'linear_color_scheme', 'coset_blue'), theme.dark)] },
      },
    }),
    series: [
      { type: 'map', geoIndex: 0, data: byCountry ? [] : places.map((place) => ({ name: place.country.cca3, value: place.value })) },
      ...bubbles(drawing),
    ],
  } as EChartsOption
}

function transform(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, results } = input
  const metric = metricOf(formData)
  const second = readMetrics(formData, 'secondary_metric').length > 0 ? metricOf(formData, 'secondary_metric') : undefined
  const { places, unknown } = placesOf(input, metric, second)
  const highest = places.reduce<Place | undefined>((best, place) => (best && best.value >= place.value ? best : place), undefined)
  if (!highest) return emptyModel(unknown > 0 ? 'None of these values names a country in the chosen code.' : undefined)
  const result = firstResult(results)
  const formatOf = (name: string): ((value: unknown) => string) =>
    metricFormat(name, { dataset, format: formData['y_axis_format'], currency: formData['currency_format'], result })
  const entity = readColumns(formData, 'entity').map(columnLabel)[0] ?? ''
  const format = formatOf(metric)
  return {
    kind: 'echarts',
    map: WORLD,
    option: optionOf({ input, places, format, bubbleFormat: formatOf(second ?? metric) }),
    selectable: Object.fromEntries(places.map((place) => [place.country.cca3, [sameValue(entity, place.raw)]])),
    behind: ({ mark }) => {
      const place = places.find(({ country }) => country.cca3 === mark)
      const filters = place ? [sameValue(entity, place.raw)] : []
      return place && { label: place.country.name, filters, by: filters }
    },
    summary: `World map of ${displayName(metric, dataset)}: ${count(places.length, 'country', 'countries')}${unknown > 0 ? ` (${unknown} not on the map)` : ''}. Highest: ${highest.country.name} with ${format(highest.value)}.`,
  }
}

const controls: ControlPanel = [
  {
    group: 'Data',
    label: 'Query',
    controls: [
      field('column', 'entity', 'Country', { required: true, columnFilter: 'groupable' }),
      select(
        'country_fieldtype',
        'Written as',
        'cca2',
        choices(['name', 'Name'], ['cioc', 'Olympic code'], ['cca2', 'Two letters'], ['cca3', 'Three letters']),
      ),
      panel.metric,
      panel.adhocFilters,
      panel.rowLimit(),
      panel.sortByMetric,
    ],
  },
  {
    group: 'Look',
    label: 'Map',
    controls: looks(
      toggle('show_bubbles', 'Bubbles', false),
      { ...field('metric', 'secondary_metric', 'Size of bubbles'), renderOnly: false },
      select('max_bubble_size', 'Largest bubble', '25', choices('5', '10', '15', '25', '50', '75', '100'), { freeForm: true }),
      field('color', 'color_picker', 'Colour of bubbles', { default: { r: 0, g: 122, b: 135, a: 1 } }),
      select('color_by', 'Coloured by', 'metric', choices(['metric', 'Metric'], ['country', 'Country'])),
      panel.sequentialScheme,
      panel.colorScheme,
      panel.numberFormat('y_axis_format', 'Number format'),
      panel.currencyFormat,
    ),
  },
]

export const worldMap: ChartDefinition = {
  vizType: 'world_map',
  name: 'World map',
  category: 'Map',
  description: 'Countries coloured by a metric, with bubbles for a second one.',
  tags: ['2D', 'Comparison', 'Intensity', 'Legacy', 'Multi-Dimensions', 'Multi-Layers', 'Multi-Variables', 'Scatter', 'Featured'],
  behaviours: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL', 'DRILL_BY'],
  controls,
  buildQueries,
  transform,
  suits: ({ metrics, dimensions, temporal }) => (metrics > 0 && dimensions === 1 && !temporal ? 0.3 : 0.05),
}

import { TIME_GRAINS } from '@coset/core'
import { OPERATIONS, type OperationRule } from '@coset/frame'
import { type AnnotationLayer, type QueryColumn, type QueryExtras, type QueryMetric, type QueryObject, RESULT_TYPES } from '../query-object.ts'
import { readColumns, readFilters, readMetric, readMetrics, readOrder } from './items.ts'
import { Fields, isJsonObject, type Json } from './problems.ts'

const EXTRAS = ['time_grain_sqla', 'where', 'having', 'relative_start', 'relative_end', 'instant_time_comparison_range', 'column_order', 'transpile_to_dialect']
const LAYER = [
  'annotationType',
  'color',
  'descriptionColumns',
  'hideLine',
  'intervalEndColumn',
  'name',
  'opacity',
  'overrides',
  'show',
  'showLabel',
  'showMarkers',
  'sourceType',
  'style',
  'timeColumn',
  'titleColumn',
  'value',
  'width',
]
const LISTED_GRAINS = TIME_GRAINS.filter((grain) => grain !== 'PT0.5H' && grain !== 'P0.25Y')
const MAX_OFFSETS = 100
const NOT_NEGATIVE = 'must be greater than or equal to 0'
/** Deprecated field → the one that it overwrites when it holds something. */
const RENAMED = {
  granularity_sqla: 'granularity',
  groupby: 'columns',
  timeseries_limit: 'series_limit',
  timeseries_limit_metric: 'series_limit_metric',
} as const

const filled = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0)

const modern = (source: Json): Json => {
  const copy: Record<string, unknown> = { ...source }
  for (const [old, now] of Object.entries(RENAMED)) if (filled(source[old])) copy[now] = source[old]
  const clauses = ['where', 'having'].filter((key) => filled(source[key]))
  if (clauses.length > 0)
    copy['extras'] = { ...(isJsonObject(source['extras']) ? source['extras'] : {}), ...Object.fromEntries(clauses.map((key) => [key, source[key]])) }
  return copy
}

const readExtras = (fields: Fields): QueryExtras => {
  const extras = fields.child('extras', fields.object('extras') ?? {})
  extras.strict(EXTRAS)
  return {
    timeGrain: extras.oneOf('time_grain_sqla', LISTED_GRAINS),
    where: extras.text('where') ?? '',
    having: extras.text('having') ?? '',
    relativeStart: extras.oneOf('relative_start', ['today', 'now']),
    relativeEnd: extras.oneOf('relative_end', ['today', 'now']),
    columnOrder: extras.list('column_order').filter((label): label is string => typeof label === 'string'),
  }
}

const readOperations = (fields: Fields): readonly OperationRule[] =>
  fields.list('post_processing').flatMap((value, i) => {
    if (value === null) return []
    const rule = fields.child('post_processing', {}).child(i, isJsonObject(value) ? value : {})
    rule.strict(['operation', 'options'])
    const operation = rule.oneOf('operation', [...OPERATIONS.keys()])
    if (operation === null) {
      if (rule.get('operation') === undefined || rule.get('operation') === null) rule.fail('operation', 'Missing data for required field.')
      return []
    }
    return [{ operation, options: rule.object('options') ?? {} }]
  })

const readLayers = (fields: Fields): readonly AnnotationLayer[] =>
  fields.list('annotation_layers').flatMap((value, i) => {
    const layer = fields.child('annotation_layers', {}).child(i, isJsonObject(value) ? value : {})
    layer.strict(LAYER)
    const annotationType = layer.oneOf('annotationType', ['FORMULA', 'INTERVAL', 'EVENT', 'TIME_SERIES'])
    const sourceType = layer.oneOf('sourceType', ['', 'line', 'NATIVE', 'table']) ?? ''
    const name = layer.text('name')
    if (name === null) layer.fail('name', 'Missing data for required field.')
    return name === null || annotationType === null || annotationType === 'FORMULA' ? [] : [{ name, annotationType, sourceType, layer: layer.source }]
  })

const seriesOf = (fields: Fields, source: Fields, metrics: readonly QueryMetric[] | null): readonly QueryColumn[] => {
  const given = readColumns(fields, 'series_columns')
  if (given.length > 0) return given
  return source.get('is_timeseries') === true && metrics !== null && metrics.length > 0 ? readColumns(source, 'columns') : []
}

/** One query of the body; what is wrong is noted in the fields' problems. Unknown keys are ignored. */
export const readQuery = (source: Fields): QueryObject => {
  const fields = new Fields(modern(source.source), source.path, source.problems)
  const metrics = readMetrics(fields, 'metrics')
  const columns = readColumns(fields, 'columns')
  const limitMetric = fields.get('series_limit_metric')
  const offsets = fields.list('time_offsets')
  if (!offsets.every((offset) => typeof offset === 'string')) fields.fail('time_offsets', 'Not a valid string.')
  // Each is a query of its own
  if (offsets.length > MAX_OFFSETS) fields.fail('time_offsets', `Longer than maximum length ${MAX_OFFSETS}.`)
  return {
    columns: columns.filter((column) => column !== '__timestamp'),
    metrics,
    filters: readFilters(fields),
    extras: readExtras(fields),
    granularity: fields.text('granularity') || null,
    timeRange: fields.text('time_range'),
    timeShift: fields.text('time_shift') || null,
    timeOffsets: offsets.filter((offset): offset is string => typeof offset === 'string'),
    isTimeseries: fields.flag('is_timeseries') ?? columns.includes('__timestamp'),
    seriesColumns: seriesOf(fields, source, metrics),
    seriesLimit: fields.integer('series_limit') ?? 0,
    seriesLimitMetric: limitMetric === undefined || limitMetric === null || limitMetric === '' ? null : readMetric(limitMetric, fields, 'series_limit_metric'),
    groupOthers: fields.flag('group_others_when_limit_reached') ?? false,
    orderby: readOrder(fields),
    orderDesc: fields.get('order_desc') === undefined || (fields.flag('order_desc') ?? false),
    rowLimit: fields.integer('row_limit', 0, `\`row_limit\` ${NOT_NEGATIVE}`),
    unlimited: false,
    rowOffset: fields.integer('row_offset', 0, `\`row_offset\` ${NOT_NEGATIVE}`) ?? 0,
    isRowcount: fields.flag('is_rowcount') ?? false,
    applyFetchValuesPredicate: fields.flag('apply_fetch_values_predicate') ?? false,
    postProcessing: readOperations(fields),
    annotationLayers: readLayers(fields),
    appliedTimeExtras: fields.object('applied_time_extras') ?? {},
    urlParams: fields.object('url_params') ?? {},
    resultType: fields.oneOf('result_type', RESULT_TYPES),
  }
}

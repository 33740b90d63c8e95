import { type AdhocColumn, FILTER_OPERATORS, type FilterValue, type OrderItem, type QueryColumn, type QueryFilter, type QueryMetric } from '../query-object.ts'
import { type Fields, isJsonObject, type Json } from './problems.ts'

const AGGREGATES = ['AVG', 'COUNT', 'COUNT_DISTINCT', 'MAX', 'MIN', 'SUM']

const textOf = (source: Json, key: string): string | null => {
  const value = Object.hasOwn(source, key) ? source[key] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

/** An object with both `label` and `sqlExpression`; null otherwise. */
const adhocColumn = (source: Json): AdhocColumn | null => {
  const label = textOf(source, 'label')
  const sqlExpression = textOf(source, 'sqlExpression')
  if (label === null || sqlExpression === null) return null
  return {
    label,
    sqlExpression,
    timeGrain: textOf(source, 'timeGrain'),
    isAxis: source['columnType'] === 'BASE_AXIS',
    isColumnReference: source['isColumnReference'] === true,
  }
}

/** A column of a list: a name or an adhoc column; anything else is noted as a problem. */
export const readColumn = (value: unknown, fields: Fields, field: string): QueryColumn | null => {
  if (typeof value === 'string') return value
  if (isJsonObject(value)) {
    const column = adhocColumn(value)
    if (column !== null) return column
    const name = textOf(value, 'column_name') ?? textOf(value, 'label')
    if (name !== null) return name
  }
  if (typeof value === 'number') return String(value)
  fields.fail(field, 'Not a valid column.')
  return null
}

export const readColumns = (fields: Fields, field: string): readonly QueryColumn[] =>
  fields.list(field).flatMap((value) => {
    const column = readColumn(value, fields, field)
    return column === null ? [] : [column]
  })

const simpleMetric = (source: Json, fields: Fields, field: string): QueryMetric | null => {
  const column = isJsonObject(source['column']) ? textOf(source['column'], 'column_name') : null
  const aggregate = textOf(source, 'aggregate')
  if (column === null || aggregate === null || !AGGREGATES.includes(aggregate.toUpperCase())) {
    fields.fail(field, 'A simple metric needs a column and one of the aggregates AVG, COUNT, COUNT_DISTINCT, MAX, MIN, SUM.')
    return null
  }
  return { kind: 'simple', column, aggregate: aggregate.toUpperCase(), label: textOf(source, 'label') ?? `${aggregate}(${column})` }
}

/** A saved metric's name or an adhoc metric; objects that only carry a label are the saved metric of that name. */
export const readMetric = (value: unknown, fields: Fields, field: string): QueryMetric | null => {
  if (typeof value === 'string') return value
  if (isJsonObject(value)) {
    if (value['expressionType'] === 'SIMPLE') return simpleMetric(value, fields, field)
    if (value['expressionType'] === 'SQL') {
      const sqlExpression = textOf(value, 'sqlExpression')
      if (sqlExpression !== null) return { kind: 'sql', sqlExpression, label: textOf(value, 'label') ?? sqlExpression }
    } else {
      const name = textOf(value, 'label') ?? textOf(value, 'metric_name')
      if (name !== null) return name
    }
  }
  fields.fail(field, 'Not a valid metric.')
  return null
}

/** null when absent or null: raw rows. */
export const readMetrics = (fields: Fields, field: string): readonly QueryMetric[] | null => {
  const value = fields.get(field)
  if (value === undefined || value === null) return null
  return fields.list(field).flatMap((item) => {
    const metric = readMetric(item, fields, field)
    return metric === null ? [] : [metric]
  })
}

const orderBy = (value: unknown, fields: Fields): OrderItem['by'] | null => {
  if (typeof value === 'string') return value
  if (!isJsonObject(value)) {
    fields.fail('orderby', 'Not a valid column or metric.')
    return null
  }
  const kind = value['expressionType']
  if (kind === 'SIMPLE') return readMetric(value, fields, 'orderby')
  const sql = textOf(value, 'sqlExpression')
  if (sql !== null) return kind === 'SQL' || kind === undefined ? { orderSql: sql, label: textOf(value, 'label') } : readColumn(value, fields, 'orderby')
  return readMetric(value, fields, 'orderby')
}

/** `[[column or metric, ascending], …]`. */
export const readOrder = (fields: Fields): readonly OrderItem[] =>
  fields.list('orderby').flatMap((pair, i) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      fields.problems.add([...fields.path, 'orderby', i], 'Not a valid tuple.')
      return []
    }
    const [what, ascending] = pair as readonly unknown[]
    if (what === null || what === '' || what === undefined) {
      fields.problems.add([...fields.path, 'orderby', i, 0], 'orderby column must be populated')
      return []
    }
    const by = orderBy(what, fields)
    return by === null ? [] : [{ by, ascending: ascending !== false && ascending !== null && ascending !== 0 }]
  })

const scalar = (value: unknown): value is null | string | number | boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value)

const filterValue = (fields: Fields): FilterValue => {
  const value = fields.get('val')
  if (value === undefined) return null
  if (scalar(value)) return value
  if (Array.isArray(value) && value.every(scalar)) return value
  fields.fail('val', 'Not a valid filter value.')
  return null
}

const readFilter = (fields: Fields): QueryFilter | null => {
  fields.strict(['col', 'op', 'val', 'grain', 'isExtra'])
  const op = fields.oneOf('op', FILTER_OPERATORS, true)
  const col = fields.get('col')
  for (const field of ['col', 'op']) {
    const value = fields.get(field)
    if (value === undefined) fields.fail(field, 'Missing data for required field.')
    else if (value === null) fields.fail(field, 'Field may not be null.')
  }
  if (op === null || col === null || col === undefined) return null
  const column = readColumn(col, fields, 'col')
  return column === null || column === '' ? null : { col: column, op, val: filterValue(fields), grain: fields.text('grain') }
}

/** `filters: [{col, op, val, grain}]`. */
export const readFilters = (fields: Fields): readonly QueryFilter[] =>
  fields.list('filters').flatMap((value, i) => {
    if (!isJsonObject(value)) {
      fields.problems.add([...fields.path, 'filters', i], 'Not a valid mapping type.')
      return []
    }
    const filter = readFilter(fields.child('filters', {}).child(i, value))
    return filter === null ? [] : [filter]
  })

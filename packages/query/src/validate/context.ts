import { BadRequest } from '@coset/core'
import { type QueryContext, RESULT_FORMATS, RESULT_TYPES } from '../query-object.ts'
import { Fields, isJsonObject, Problems } from './problems.ts'
import { readQuery } from './query.ts'

const FIELDS = ['datasource', 'queries', 'result_type', 'result_format', 'force', 'custom_cache_timeout', 'form_data']
const MAX_QUERIES = 100

const readDatasource = (fields: Fields): QueryContext['datasource'] => {
  const source = fields.object('datasource')
  if (source === null) {
    if (fields.get('datasource') === undefined || fields.get('datasource') === null) fields.fail('datasource', 'Missing data for required field.')
    return { id: 0, type: 'table' }
  }
  const datasource = fields.child('datasource', source)
  datasource.strict(['id', 'type'])
  const id = datasource.get('id')
  const whole = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id
  if (whole === undefined || whole === null) datasource.fail('id', 'Missing data for required field.')
  else if (typeof whole !== 'string' && !(typeof whole === 'number' && Number.isInteger(whole))) datasource.fail('id', 'Not a valid integer or UUID.')
  const type = datasource.oneOf('type', ['table', 'dataset', 'query', 'saved_query', 'view'])
  return { id: typeof whole === 'string' || typeof whole === 'number' ? whole : 0, type: type ?? 'table' }
}

/** The body of a chart-data request as typed data. Throws BadRequest `Request is incorrect: {…}` that names every wrong field. */
export const validateQueryContext = (body: unknown): QueryContext => {
  if (!isJsonObject(body)) throw new BadRequest('Request is not JSON')
  const problems = new Problems()
  const fields = new Fields(body, [], problems)
  fields.strict(FIELDS)
  if (fields.get('queries') === undefined) fields.fail('queries', 'Missing data for required field.')
  const sources = fields.list('queries')
  if (sources.length > MAX_QUERIES) fields.fail('queries', `Longer than maximum length ${MAX_QUERIES}.`)
  const holder = fields.child('queries', {})
  const formData = fields.get('form_data')
  const context: QueryContext = {
    datasource: readDatasource(fields),
    queries: sources.slice(0, MAX_QUERIES).map((source, i) => {
      if (!isJsonObject(source)) holder.fail(String(i), 'Invalid input type.')
      return readQuery(holder.child(i, isJsonObject(source) ? source : {}))
    }),
    resultType: fields.oneOf('result_type', RESULT_TYPES) ?? 'full',
    resultFormat: fields.oneOf('result_format', RESULT_FORMATS) ?? 'json',
    force: fields.flag('force') ?? false,
    customCacheTimeout: fields.integer('custom_cache_timeout'),
    formData: isJsonObject(formData) ? formData : {},
  }
  problems.raise()
  return context
}

import { WireError } from '../http/errors.ts'
import { listOf, objectOf, textOf } from '../http/json.ts'
import type { ColumnInfo, TableInfo } from '../port.ts'
import type { Introspection } from '../running/sql-connection.ts'
import { bareTable } from '../shared-sql/information-schema.ts'
import type { BigquerySession } from './session.ts'
import { type BigqueryField, bigqueryColumn, fieldsOf } from './types.ts'

const MOST_PAGES = 50

const all = async (session: BigquerySession, path: string, key: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const found: Readonly<Record<string, unknown>>[] = []
  let token: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const more = new URLSearchParams({ maxResults: '1000', ...(token === null ? {} : { pageToken: token }) }).toString()
    const body = await session.ask('GET', `${path}?${more}`, undefined, undefined)
    found.push(...listOf(body[key]).map(objectOf))
    token = textOf(body['nextPageToken'])
    if (token === null || token === '') break
  }
  return found
}

/** Fields of records are columns of their own, `record.field`. */
const columnsOf = (fields: readonly BigqueryField[], before = ''): readonly ColumnInfo[] =>
  fields.flatMap((field) => {
    const own: ColumnInfo = {
      name: before + field.name,
      nativeType: bigqueryColumn(field).nativeType,
      nullable: field.mode !== 'REQUIRED',
      default: null,
      comment: field.description,
    }
    return field.mode === 'REPEATED' ? [own] : [own, ...columnsOf(field.fields, `${before}${field.name}.`)]
  })

const KINDS: Readonly<Record<string, TableInfo['kind']>> = { VIEW: 'view', MATERIALIZED_VIEW: 'materialized_view' }
const part = (text: string): string => encodeURIComponent(text)

/** By the REST interface, which costs no query: projects are catalogs, datasets are schemas. */
export const bigqueryIntrospection = (session: BigquerySession): Introspection => ({
  catalogs: async () => (await all(session, '/projects', 'projects')).map((project) => textOf(project['id']) ?? '').toSorted(),
  schemas: async (_, catalog) =>
    (await all(session, `/projects/${part(catalog ?? session.project)}/datasets`, 'datasets')).map(
      (dataset) => textOf(objectOf(dataset['datasetReference'])['datasetId']) ?? '',
    ),
  defaultSchema: () => Promise.resolve(session.dataset),
  tables: async (_, schema, catalog) => {
    const dataset = schema ?? session.dataset
    if (dataset === null) return []
    const found = await all(session, `/projects/${part(catalog ?? session.project)}/datasets/${part(dataset)}/tables`, 'tables')
    return found.map((table) => ({ name: textOf(objectOf(table['tableReference'])['tableId']) ?? '', kind: KINDS[textOf(table['type']) ?? ''] ?? 'table' }))
  },
  table: async (_, name, schema, catalog) => {
    const dataset = schema ?? session.dataset ?? ''
    try {
      const table = await session.ask(
        'GET',
        `/projects/${part(catalog ?? session.project)}/datasets/${part(dataset)}/tables/${part(name)}`,
        undefined,
        undefined,
      )
      return bareTable(name, columnsOf(fieldsOf(table['schema'])), textOf(table['description']))
    } catch (error) {
      if (error instanceof WireError && error.kind === 'table') return bareTable(name, [])
      throw error
    }
  },
})

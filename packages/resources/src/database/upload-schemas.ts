import { readObject } from '../json-text.ts'
import type { DatabaseRow } from './repository.ts'

/** Schemas that the database's `extra` names for uploads; none: any, for people of the whole database. */
export const uploadSchemas = (row: Pick<DatabaseRow, 'extra'>): readonly string[] => {
  const extra = readObject(row.extra)
  const named = extra['schemas_allowed_for_file_upload'] ?? extra['schemas_allowed_for_csv_upload']
  return Array.isArray(named) ? named.filter((name): name is string => typeof name === 'string') : []
}

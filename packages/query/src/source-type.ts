import type { DatasetModel } from './model.ts'

/** What kind of source the ids of a request mean: the end of its `uid`. */
export const sourceTypeOf = ({ uid }: DatasetModel): 'table' | 'query' | 'saved_query' => {
  const type = uid.slice(uid.indexOf('__') + 2)
  return type === 'query' || type === 'saved_query' ? type : 'table'
}

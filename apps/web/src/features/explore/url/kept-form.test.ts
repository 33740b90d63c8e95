import { describe, expect, it } from 'vitest'
import { keptBody, withKey } from './kept-form.ts'

const TABLE = { id: 5, type: 'table' } as const

describe('kept form', () => {
  it('names chart and dataset', () => {
    expect(keptBody({ formData: { a: 1 }, source: TABLE, sliceId: undefined })).toEqual({ datasource_id: 5, datasource_type: 'table', form_data: '{"a":1}' })
    expect(keptBody({ formData: {}, source: TABLE, sliceId: 2 })).toMatchObject({ chart_id: 2 })
  })
  it('names a query that is no dataset', () => {
    const source = { id: 7, type: 'query' } as const
    expect(keptBody({ formData: {}, source, sliceId: undefined })).toMatchObject({ datasource_id: 7, datasource_type: 'query' })
    expect(withKey('?datasource_type=query&datasource_id=7', 'K', source, undefined)).toBe('?datasource_type=query&datasource_id=7&form_data_key=K')
  })
  it('keeps the rest of the address', () => {
    expect(withKey('?slice_id=4&standalone=1&viz_type=pie', 'K', TABLE, 4)).toBe('?slice_id=4&standalone=1&form_data_key=K')
    expect(withKey('?datasource=5__table&viz_type=pie', 'K', TABLE, undefined)).toBe('?datasource_type=table&datasource_id=5&form_data_key=K')
    expect(withKey('', 'K', TABLE, 4)).toBe('?slice_id=4&form_data_key=K')
    expect(withKey('?form_data_key=old&slice_id=4', 'new', TABLE, 4)).toBe('?form_data_key=new&slice_id=4')
  })
})

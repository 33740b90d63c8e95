import { describe, expect, it } from 'vitest'
import { keptBody, withKey } from './kept-form.ts'

describe('kept form', () => {
  it('names chart and dataset', () => {
    expect(keptBody({ formData: { a: 1 }, datasetId: 5, sliceId: undefined })).toEqual({ datasource_id: 5, datasource_type: 'table', form_data: '{"a":1}' })
    expect(keptBody({ formData: {}, datasetId: 5, sliceId: 2 })).toMatchObject({ chart_id: 2 })
  })
  it('keeps the rest of the address', () => {
    expect(withKey('?slice_id=4&standalone=1&viz_type=pie', 'K', 5, 4)).toBe('?slice_id=4&standalone=1&form_data_key=K')
    expect(withKey('?datasource=5__table&viz_type=pie', 'K', 5, undefined)).toBe('?datasource_type=table&datasource_id=5&form_data_key=K')
    expect(withKey('', 'K', 5, 4)).toBe('?slice_id=4&form_data_key=K')
    expect(withKey('?form_data_key=old&slice_id=4', 'new', 5, 4)).toBe('?form_data_key=new&slice_id=4')
  })
})

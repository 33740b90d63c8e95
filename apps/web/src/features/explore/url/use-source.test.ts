import { expect, test } from 'vitest'
import { givenForm, readSource } from './use-source.ts'

const encoded = (form: unknown): string => encodeURIComponent(JSON.stringify(form))

test('settings in the address are read, once or twice encoded; what is none is left', () => {
  expect(givenForm('{"viz_type":"pie"}')).toEqual({ viz_type: 'pie' })
  expect(givenForm(encoded({ slice_id: 4 }))).toEqual({ slice_id: 4 })
  for (const text of [null, '', 'x', '[]', 'null', '3', '%7B%E0%A4%A', '%7Bx']) expect(givenForm(text), String(text)).toBeNull()
})

test.each([
  ['?slice_id=4', { slice_id: '4' }],
  ['?datasource=5__table', { datasource_id: '5', datasource_type: 'table' }],
  [`?form_data=${encoded({ slice_id: 7 })}`, { slice_id: '7' }],
  [`?form_data=${encodeURIComponent(encoded({ slice_id: 7 }))}`, { slice_id: '7' }],
  [`?form_data=${encoded({ datasource: '3__table', viz_type: 'pie' })}`, { datasource_id: '3', datasource_type: 'table' }],
  [`?slice_id=2&form_data=${encoded({ slice_id: 7, datasource: '3__table' })}`, { slice_id: '2' }],
  [`?form_data=${encoded({ slice_id: '7 or 1' })}`, {}],
])('%s asks for what it names', (search, query) => {
  expect(readSource(search, undefined).query).toEqual(query)
})

import { expect, test } from 'vitest'
import { viewOf } from './view.ts'

const of = (search: string, kept: string | null = null) => viewOf(new URLSearchParams(search), kept, 'table')

test('the address says it, then the person’s last choice, then the site', () => {
  expect(of('view=cards')).toBe('cards')
  expect(of('viewMode=card')).toBe('cards')
  expect(of('view=table&viewMode=card', 'cards')).toBe('table')
  expect(of('', 'cards')).toBe('cards')
  expect(of('view=nonsense', 'nonsense')).toBe('table')
  expect(viewOf(new URLSearchParams(), null, 'cards')).toBe('cards')
})

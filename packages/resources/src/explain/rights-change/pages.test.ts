import { createActor } from '@coset/access'
import { PAGES } from '@coset/contract/pages'
import { expect, test } from 'vitest'
import { pagesOf } from './pages.ts'

const account = { kind: 'user', id: 1, username: 'jo', firstName: '', lastName: '', email: '', roles: [] } as const

test('each page is opened by its permission alone', () => {
  expect(pagesOf(createActor(account, []))).toEqual([])
  for (const { label, permission } of PAGES) {
    const [verb, view] = permission
    expect(pagesOf(createActor(account, [{ verb, view }]))).toEqual([label])
  }
  expect(new Set(PAGES.map(({ to }) => to)).size).toBe(PAGES.length)
})

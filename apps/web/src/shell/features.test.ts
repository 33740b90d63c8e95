import { ADDRESSES } from '@coset/contract/pages'
import { expect, test } from 'vitest'
import { features } from './features.ts'
import { openPages } from './sign-in/open-pages.tsx'

/** Drawn by the shell itself. */
const OWN = ['/login/', '/dashboard/new/'] as const

test('the client has a page at every address that the server promises, and at no other', () => {
  expect([...[...features, ...openPages].map(({ path }) => path), ...OWN].toSorted()).toEqual([...ADDRESSES].toSorted())
})

import { allRoutes, contract } from '@coset/contract'
import { expect, test } from 'vitest'
import { handlers } from './index.ts'

test('every route of the contract is carried out, once, and nothing else is', () => {
  const handled = handlers.map((h) => h.route.name)
  expect(handled.filter((name, i) => handled.indexOf(name) !== i)).toEqual([])
  expect([...handled].sort()).toEqual(
    allRoutes(contract)
      .map((r) => r.name)
      .sort(),
  )
})

test('handlers carry the routes of the contract themselves, not copies', () => {
  const routes = new Set(allRoutes(contract))
  for (const { route } of handlers) expect(routes.has(route), route.name).toBe(true)
})

import { expect, test } from 'vitest'
import { type AuditEvent, objectText, placeOf, sinceFilter } from './model.ts'

const event: AuditEvent = {
  ...{ id: 1, at: '2026-06-01T12:00:00', user_id: 1, user_name: 'ada', via: 'session', action: 'dashboard.update', object_kind: 'dashboard' },
  ...{ object_id: '5', object_name: 'Sales', status: 200, address: '::1', request_id: 'r', detail: '' },
}

test('what an event is about has a name, or its id, and a page while it is there', () => {
  expect(objectText(event)).toBe('dashboard “Sales”')
  expect(objectText({ ...event, object_name: '' })).toBe('dashboard 5')
  expect(objectText({ ...event, object_kind: '', object_id: '', object_name: '' })).toBe('')
  expect(placeOf(event)).toBe('/superset/dashboard/5/')
  expect(placeOf({ ...event, action: 'dashboard.bulkDelete' })).toBeNull()
  expect(placeOf({ ...event, object_id: '../x' })).toBeNull()
  expect(placeOf({ ...event, object_kind: 'constructor' })).toBeNull()
})

test('a span stays the same for a minute', () => {
  const now = Date.UTC(2026, 5, 1, 12, 0, 30)
  expect(sinceFilter('day', now)).toEqual({ col: 'at', opr: 'gt', value: Date.UTC(2026, 4, 31, 12) })
  expect(sinceFilter('day', now + 20_000)).toEqual(sinceFilter('day', now))
})

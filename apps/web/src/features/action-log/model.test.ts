import { expect, test } from 'vitest'
import { csvOf, type Entry, objectOf, personOf, sinceFilter } from './model.ts'

const entry: Entry = {
  id: 1,
  action: 'mount_dashboard',
  user: { username: 'ada', first_name: 'Ada', last_name: 'Lovelace' },
  dttm: '2026-06-01T12:00:00.000000',
  json: null,
  slice_id: null,
  dashboard_id: 5,
  duration_ms: -3,
  referrer: null,
}

test('a file has a head, quotes what needs it, and no text in it is a formula', () => {
  const hostile = { ...entry, action: '=HYPERLINK("http://x")', json: '{"a": 1,\n"b": 2}', referrer: '@x' }
  expect(csvOf([entry, hostile])).toBe(
    'time_utc,user,action,dashboard,chart,duration_ms,referrer,json\r\n' +
      '2026-06-01T12:00:00.000000,ada,mount_dashboard,5,,-3,,\r\n' +
      `2026-06-01T12:00:00.000000,ada,"'=HYPERLINK(""http://x"")",5,,-3,'@x,"{""a"": 1,\n""b"": 2}"\r\n`,
  )
})

test('people and objects have names, or none', () => {
  expect(personOf(entry)).toBe('Ada Lovelace')
  expect(personOf({ ...entry, user: null })).toBe('')
  expect(personOf({ ...entry, user: { username: 'bot', first_name: '', last_name: '' } })).toBe('bot')
  expect(objectOf(entry)).toEqual({ kind: 'dashboard', id: 5, to: '/superset/dashboard/5/' })
  expect(objectOf({ ...entry, slice_id: 7 })).toMatchObject({ kind: 'chart', id: 7 })
  expect(objectOf({ ...entry, slice_id: 0, dashboard_id: 0 })).toBeNull()
})

test('a span stays the same for a minute', () => {
  const now = Date.UTC(2026, 5, 1, 12, 0, 30)
  expect(sinceFilter('hour', now)).toEqual({ col: 'dttm', opr: 'gt', value: Date.UTC(2026, 5, 1, 11) })
  expect(sinceFilter('hour', now + 20_000)).toEqual(sinceFilter('hour', now))
  expect(sinceFilter('week', now).value).toBe(Date.UTC(2026, 4, 25, 12))
})

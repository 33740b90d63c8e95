import { expect, test } from 'vitest'
import type { StoredReport } from './types.ts'
import { bodyOf, splitTargets, startValues, storedValues, tabsOfAnchor, type Values } from './values.ts'

const start = startValues({ id: 7, name: 'Ada Lovelace', email: 'ada@example.com' }, 'Europe/Berlin')

const stored: StoredReport = {
  changed_on_ms: 1,
  id: 3,
  name: 'Sales',
  type: 'Alert',
  description: null,
  active: true,
  owners: [{ id: 7, first_name: 'Ada', last_name: 'Lovelace' }],
  chart: null,
  dashboard: { id: 2, dashboard_title: 'Sales' },
  database: { id: 1, database_name: 'shop' },
  report_format: 'PDF',
  custom_width: 900,
  force_screenshot: true,
  extra: { dashboard: { anchor: '["TAB-a","TAB-b"]', nativeFilters: [{ nativeFilterId: 'f', filterType: 'filter_select' }] }, other: 1 },
  sql: 'SELECT 1',
  validator_type: 'operator',
  validator_config_json: '{"op":"<=","threshold":2.5}',
  grace_period: 60,
  working_timeout: 120,
  log_retention: null,
  crontab: '0 9 * * *',
  timezone: 'UTC',
  email_subject: null,
  per_recipient: false,
  recipients: [{ type: 'Email', recipient_config_json: '{"target":"a@x.org, b@x.org","ccTarget":"c@x.org","bccTarget":null}' }],
}

test('what is stored comes back as it was, with the parts that the form does not show', () => {
  expect(bodyOf('Alert', storedValues(stored))).toEqual({
    type: 'Alert',
    name: 'Sales',
    description: null,
    active: true,
    owners: [7],
    dashboard: 2,
    chart: null,
    extra: stored.extra,
    report_format: 'PDF',
    custom_width: 900,
    force_screenshot: true,
    database: 1,
    sql: 'SELECT 1',
    validator_type: 'operator',
    validator_config_json: { op: '<=', threshold: 2.5 },
    grace_period: 60,
    crontab: '0 9 * * *',
    timezone: 'UTC',
    log_retention: null,
    working_timeout: 120,
    recipients: [{ type: 'Email', recipient_config_json: { target: 'a@x.org, b@x.org', ccTarget: 'c@x.org', bccTarget: '' } }],
    email_subject: null,
    per_recipient: false,
  })
})

test('broken JSON of the store is an empty form, not an end', () => {
  const values = storedValues({ ...stored, extra: '{', validator_config_json: '[1]', recipients: [{ type: 'Slack', recipient_config_json: 'null' }] })
  expect(values).toMatchObject({ tabs: [], extra: {}, condition: '>', threshold: '', recipients: [{ type: 'Slack', target: '' }] })
})

test('a report asks no database', () => {
  expect(Object.keys(bodyOf('Report', storedValues(stored)))).not.toContain('database')
})

test('a dashboard has no files; one tab stands alone, several in a list, none is none', () => {
  const of = (change: Partial<Values>) => bodyOf('Report', { ...start, dashboard: { value: '2', label: '' }, ...change })
  expect(of({ format: 'CSV' }).report_format).toBe('PNG')
  expect(of({ format: 'CSV', subject: 'chart', chart: { value: '5', label: '' } })).toMatchObject({
    report_format: 'CSV',
    chart: 5,
    dashboard: null,
    extra: {},
  })
  expect(of({ tabs: ['TAB-a'] }).extra).toEqual({ dashboard: { anchor: 'TAB-a' } })
  expect(of({ tabs: ['TAB-a', 'TAB-b'] }).extra).toEqual({ dashboard: { anchor: '["TAB-a","TAB-b"]' } })
  expect(of({}).extra).toEqual({ dashboard: { anchor: null } })
})

test('where each sees their own, each address is its own recipient without copies', () => {
  const [first] = start.recipients
  const values = { ...start, perRecipient: true, recipients: first === undefined ? [] : [{ ...first, target: 'a@x.org; b@x.org,a@x.org', cc: 'c@x.org' }] }
  expect(bodyOf('Report', values).recipients).toEqual(['a@x.org', 'b@x.org'].map((target) => ({ type: 'Email', recipient_config_json: { target } })))
})

test('lists of addresses and tabs', () => {
  expect(splitTargets(' a@x ;b@x,\n a@x,, ')).toEqual(['a@x', 'b@x'])
  expect(tabsOfAnchor('[broken')).toEqual([])
  expect(tabsOfAnchor('TAB-a')).toEqual(['TAB-a'])
  expect(tabsOfAnchor(null)).toEqual([])
})

import { describe, expect, test } from 'vitest'
import { changeOf } from './answers.ts'
import { ownParameters, readFacts, readUi, schemeOf } from './settings.ts'
import { readHostTheme } from './theme.ts'

const ui = (text: string) => readUi(new URLSearchParams(text))

describe('what the host wants', () => {
  test.each([
    ['', {}],
    ['uiConfig=0', {}],
    ['uiConfig=1', { hideTitle: true }],
    ['uiConfig=2', { hideTabs: true }],
    ['uiConfig=8', { hideChartControls: true }],
    ['uiConfig=16', { emitMasks: true }],
    ['uiConfig=59', { hideTitle: true, hideTabs: true, hideChartControls: true, emitMasks: true }],
    ['uiConfig=x', {}],
    ['uiConfig=1.5', {}],
    ['show_filters=false', { showFilters: false }],
    ['show_filters=true&expand_filters=false', { expandFilters: false }],
    ['expand_filters=true', { expandFilters: true }],
  ])('%s', (text, more) => {
    const nothing = { hideTitle: false, hideTabs: false, hideChartControls: false, emitMasks: false, showFilters: true, expandFilters: null }
    expect(ui(text)).toEqual({ ...nothing, ...more })
  })

  test('parameters of its own go to templates, those with a meaning do not', () => {
    expect(ownParameters(new URLSearchParams('uiConfig=1&region=north&q=(x:1)&dashboard_id=9&themeMode=dark&permalink_key=a&force=true'))).toEqual({
      region: 'north',
    })
  })

  test.each([
    ['default', 'light'],
    ['dark', 'dark'],
    ['system', 'auto'],
    ['toString', null],
    [null, null],
  ])('mode %s is %s', (mode, scheme) => expect(schemeOf(mode)).toBe(scheme))

  test.each([
    ['{"dashboard_id":5,"guest_token_header":"X-GuestToken"}', { dashboardId: 5, guestTokenHeader: 'X-GuestToken' }],
    ['{"dashboard_id":"5","guest_token_header":"X"}', null],
    ['{}', null],
    [undefined, null],
  ])('the page says %s', (text, facts) => expect(readFacts(text)).toEqual(facts))
})

describe('the host’s theme', () => {
  test('is one for light and one for dark, or one for both', () => {
    const light = { colorPrimary: '#ff8800' }
    const dark = { colorPrimary: '#0088ff' }
    expect(readHostTheme({ theme_default: { token: light }, theme_dark: { token: dark } })).toEqual({ light, dark, darkByDefault: false })
    expect(readHostTheme({ token: light, algorithm: 'dark' })).toEqual({ light, dark: light, darkByDefault: true })
    for (const odd of [null, undefined, 'x', 1, [], { token: 'x' }]) expect(readHostTheme(odd)).toMatchObject({ light: {}, dark: {} })
  })
})

describe('what changed', () => {
  const mask = (value: string) => ({ extraFormData: {}, filterState: { value } })
  test('is told apart: selections on charts and filters', () => {
    expect(changeOf({}, { '12': mask('a') })).toEqual({
      '12': { id: '12', ownState: {}, extraFormData: {}, filterState: { value: 'a' } },
      crossFiltersChanged: true,
      nativeFiltersChanged: false,
    })
    expect(changeOf({ '12': mask('a') }, { '12': mask('a'), 'NATIVE_FILTER-1': mask('b') })).toMatchObject({
      crossFiltersChanged: false,
      nativeFiltersChanged: true,
    })
    expect(changeOf({ '12': mask('a'), f: mask('b') }, {})).toMatchObject({ crossFiltersChanged: true, nativeFiltersChanged: true })
  })
})

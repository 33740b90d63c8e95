import { expect, test } from 'vitest'
import { contrast } from '../colors/mix.ts'
import { DARK_THEME, LIGHT_THEME } from '../themes.ts'
import { lookOf } from './worn.ts'
import { writtenColor } from './written-color.ts'

const plain = await writtenColor()

test.each([
  ['tomato', '#ff6347'],
  ['#2893b3', '#2893b3'],
  ['#fff', '#ffffff'],
  ['rgb(1, 2, 3)', '#010203'],
  ['rgba(1 2 3 / 50%)', '#010203'],
  ['hsl(120deg 50% 50%)', '#40bf40'],
  ['oklch(0.7 0.1 200)', null],
  ['nocolor', null],
  ['url(x)', null],
  ['', null],
])('%s is written %s', (color, written) => expect(plain(color)).toBe(written))

test('without a theme a drawing looks as it always did', () => {
  expect(lookOf([], plain)).toEqual({ theme: LIGHT_THEME, page: '#f6f7f9' })
  expect(lookOf([null, 'x', { token: [1] }], plain)).toEqual({ theme: LIGHT_THEME, page: '#f6f7f9' })
})

test('grounds, letters and accents are those of the themes, later ones over earlier ones', () => {
  const site = { token: { colorPrimary: '#112233', colorBgBase: 'ivory', colorText: 'navy', fontFamily: 'Georgia' } }
  const dashboard = { token: { colorPrimary: 'tomato', colorTextSecondary: 'rgb(9, 9, 9)', colorBorder: '#abc', colorSuccess: 'oklch(0.7 0.1 200)' } }
  expect(lookOf([site, dashboard], plain)).toEqual({
    theme: { ...LIGHT_THEME, background: '#fffff0', text: '#000080', accent: '#ff6347', mutedText: '#090909', line: '#aabbcc' },
    page: '#fffff0',
  })
})

test('a theme for dark pages keeps its grounds to itself, and its accent can be read on light ones', () => {
  const { theme, page } = lookOf([{ algorithm: 'dark', token: { colorBgBase: '#000', colorText: '#fff', colorPrimary: '#ffff00' } }], plain)
  expect(theme).toMatchObject({ background: LIGHT_THEME.background, text: LIGHT_THEME.text })
  expect(page).toBe('#f6f7f9')
  expect(contrast(theme.accent, '#ffffff')).toBeGreaterThan(4.5)
  expect(theme.accent).not.toBe(DARK_THEME.accent)
})

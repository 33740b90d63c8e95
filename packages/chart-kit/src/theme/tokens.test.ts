import { beforeAll, describe, expect, test } from 'vitest'
import { contrast } from '../colors/mix.ts'
import { LIGHT_THEME } from '../themes.ts'
import { idleTokens, parseTheme, readTheme, themedChart, tokensFor, variablesFor, variablesOf } from './tokens.ts'

// A browser knows colours; here a lax one stands in, so that what is refused is refused by us
beforeAll(() => {
  Object.assign(globalThis, { CSS: { supports: () => true } })
})

const set = (tokens: Readonly<Record<string, unknown>>) => Object.fromEntries(variablesOf(tokens))

test('colours, fonts and corners are set', () => {
  expect(set({ colorText: 'tomato', fontFamily: `Inter, "Segoe UI", sans-serif`, borderRadius: 3, unknown: '#fff' })).toEqual({
    '--coset-text': 'tomato',
    '--coset-font': `Inter, "Segoe UI", sans-serif`,
    '--coset-radius': '3px',
    '--coset-radius-card': '3px',
    '--mantine-radius-default': '3px',
  })
})

test('the first colour gives its shades too, and a hover of its own wins', () => {
  const accent = set({ colorPrimary: '2893B3', colorPrimaryHover: '#123456' })
  expect(accent).toMatchObject({
    '--coset-accent': '#2893B3',
    '--coset-accent-soft': 'color-mix(in srgb, #2893B3 14%, transparent)',
    '--mantine-primary-color-filled': '#2893B3',
    '--mantine-color-indigo-filled': '#2893B3',
    '--mantine-color-indigo-light-color': 'color-mix(in srgb, #2893B3 75%, var(--coset-text))',
    '--mantine-color-indigo-light': 'color-mix(in srgb, #2893B3 14%, transparent)',
    '--mantine-primary-color-filled-hover': '#123456',
  })
  expect(new Set(Object.values(accent)).size).toBe(4)
})

test.each(['#fff', 'fff', '#2893b3', 'rebeccapurple', 'rgb(1, 2, 3)', 'rgba(1 2 3 / 50%)', 'hsl(120deg 50% 50%)', 'oklch(0.7 0.1 200)'])(
  '%s is a colour',
  (value) => expect(set({ colorError: value })['--coset-negative']).toBe(value === 'fff' ? '#fff' : value),
)

test.each([
  'url(https://evil.example)',
  'red; background: blue',
  'red} body { display: none',
  'var(--mantine-color-body)',
  'env(x)',
  'attr(data-x)',
  'image-set("x" 1x)',
  'color-mix(in srgb, url(x), red)',
  'rgb(var(--x))',
  'expression(alert(1))',
  'inherit',
  'currentColor',
  '/**/red',
  'red\\;',
  '',
  'x'.repeat(500),
  5,
  null,
  {},
  ['red'],
])('%j is no colour', (value) => expect(set({ colorError: value, colorLink: value })).toEqual({}))

test.each(["x'; src: url(y)", 'a; color: red', 'url(x)', '"a', 'Inter, \'b"', 'var(--x)', 'a}b', 'a\\b', '', ',', 7, ['Inter']])('%j names no fonts', (value) =>
  expect(set({ fontFamily: value, fontFamilyCode: value })).toEqual({}),
)

test.each([-1, 41, Number.NaN, Number.POSITIVE_INFINITY, '6', '6px; x', null])('%j rounds no corner', (value) =>
  expect(set({ borderRadius: value })).toEqual({}),
)

test('names that every object has are no tokens', () => {
  expect(set(JSON.parse('{"__proto__": {"colorPrimary": "red"}, "constructor": "red"}') as Record<string, unknown>)).toEqual({})
})

test('charts take the same values, and keep what is not said', () => {
  const variables = variablesOf({ colorPrimary: '#2893B3', colorText: 'tomato', fontFamily: 'Georgia, serif' })
  const plain = (color: string): string => (color === 'tomato' ? '#ff6347' : color)
  expect(themedChart(LIGHT_THEME, variables, plain)).toEqual({ ...LIGHT_THEME, accent: '#2893B3', text: '#ff6347', fontFamily: 'Georgia, serif' })
})

describe('a theme', () => {
  test.each([
    [{ token: { a: 1 } }, { tokens: { a: 1 }, isDark: false }],
    [
      { token: [1], algorithm: 'dark' },
      { tokens: {}, isDark: true },
    ],
    [{ algorithm: ['compact', 'dark'] }, { tokens: {}, isDark: true }],
    [null, { tokens: {}, isDark: false }],
    ['x', { tokens: {}, isDark: false }],
  ])('%j', (config, theme) => expect(readTheme(config)).toEqual(theme))

  test('for dark pages keeps its grounds and letters from light ones', () => {
    const theme = readTheme({ algorithm: 'dark', token: { colorPrimary: '#123', colorBgBase: '#000', colorTextBase: '#fff', colorBorder: '#333' } })
    expect(tokensFor(theme, false)).toEqual({ colorPrimary: '#123' })
    expect(tokensFor(theme, true)).toEqual(theme.tokens)
  })

  test('for light pages is made readable on dark ones, and stays as it is on its own', () => {
    const theme = readTheme({ token: { colorPrimary: '#0b7a55', colorLink: '#b4004e', colorError: '#ffdddd' } })
    const same = (color: string): string => color
    expect(variablesFor(theme, false, same)).toEqual(variablesOf(theme.tokens))
    const dark = variablesFor(theme, true, same)
    for (const name of ['--coset-accent', '--coset-link']) {
      expect(contrast(dark.get(name) ?? '', '#222633')).toBeGreaterThanOrEqual(4.5)
      expect(dark.get(name)).not.toBe(variablesOf(theme.tokens).get(name))
    }
    expect(dark.get('--coset-negative')).toBe('#ffdddd')
    expect(dark.get('--mantine-primary-color-filled')).toBe('#0b7a55')
    expect(dark.get('--coset-accent-soft')).toContain(dark.get('--coset-accent'))
  })

  test('as text says what is wrong with it', () => {
    expect(parseTheme('{"token": {"colorPrimary": "red"}}')).toEqual({ theme: { tokens: { colorPrimary: 'red' }, isDark: false }, problem: null })
    expect(parseTheme('[1]').problem).toBe('not an object')
    expect(parseTheme('{"token": ').problem).toMatch(/JSON/)
    expect(parseTheme('').theme.tokens).toEqual({})
  })

  test('says which tokens change nothing', () => {
    expect(idleTokens({ colorPrimary: 'red', colorLink: 'url(x)', brandLogoUrl: '/x', borderRadius: 'big' })).toEqual({
      unknown: ['brandLogoUrl'],
      wrong: ['colorLink', 'borderRadius'],
    })
  })
})

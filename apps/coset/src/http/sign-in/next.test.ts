import { describe, expect, test } from 'vitest'
import { safeNext } from './next.ts'

/** Attack case 32. */
describe('where a sign-in leads', () => {
  test.each(['/', '/dashboard/list/', '/superset/dashboard/x/?native_filters=(a:!n)#top', '/a//b', '/über', '/?next=//evil', '/@evil', '/a:b'])(
    '%s is ours',
    (path) => {
      expect(safeNext(path)).toBe(path)
      expect(new URL(path, 'https://here.example').origin).toBe('https://here.example')
    },
  )

  test.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\\evil',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\r\nSet-Cookie: a=b',
    'https://evil.example',
    'https:evil.example',
    'HTTPS://evil.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'evil.example',
    '@evil.example',
    '.evil.example',
    '',
    '/a\\b',
    '/\u0000',
  ])('%j is not', (path) => expect(safeNext(path)).toBe('/'))

  test.each([undefined, null, 1, {}, ['/a'], ['//evil', '/a'], { toString: () => '//evil' }])('%j is no path', (value) => expect(safeNext(value)).toBe('/'))

  test('whatever is let through stays on the site', () => {
    const letters = ['/', '\\', '\t', '.', ':', '@', '?', '#', '%2f', '%5c', 'a', 'evil.example', ' ']
    let seed = 7
    const next = (n: number): number => {
      seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
      return seed % n
    }
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: 1 + next(6) }, () => letters[next(letters.length)]).join('')
      expect(new URL(safeNext(text), 'https://here.example').host, JSON.stringify(text)).toBe('here.example')
    }
  })
})

import { expect, test } from 'vitest'
import { leavingTo } from './leaving.tsx'

test.each(['https://example.com/a?b=c#d', 'http://example.com:8080/'])('%s can be gone on to', (text) => {
  expect(leavingTo(text)?.href).toBe(text)
})

test.each([
  null,
  '',
  'example.com',
  '/login',
  '//evil.example',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'ftp://a',
  'https://example.com@evil.example/',
  'https://u:p@a',
])('32: %s cannot', (text) => {
  expect(leavingTo(text)).toBeNull()
})

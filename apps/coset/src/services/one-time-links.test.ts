import { describe, expect, test } from 'vitest'
import { createOneTimeLinks } from './one-time-links.ts'

describe('one-time links', () => {
  test('work once', () => {
    const links = createOneTimeLinks(() => 0)
    const token = links.create(7)
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(links.take(token)).toBe(7)
    expect(links.take(token)).toBeNull()
  })

  test('end after fifteen minutes', () => {
    const clock = { now: 0 }
    const links = createOneTimeLinks(() => clock.now)
    const [early, late] = [links.create(1), links.create(2)]
    clock.now = 899_999
    expect(links.take(early)).toBe(1)
    clock.now = 900_001
    expect(links.take(late)).toBeNull()
  })

  test.each(['', 'x', '__proto__', 'constructor'])('unknown ones give nobody: %j', (token) => expect(createOneTimeLinks(() => 0).take(token)).toBeNull())

  test('differ', () => {
    const links = createOneTimeLinks(() => 0)
    expect(new Set(Array.from({ length: 100 }, () => links.create(1))).size).toBe(100)
  })
})

import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSessions } from './sessions.ts'

const KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const DAY = 86_400_000
const START = 1_790_000_000_000

const at = (now = START) => {
  const clock = { now }
  return { clock, sessions: createSessions(KEY, 31 * DAY, () => clock.now) }
}

describe('session cookies', () => {
  test('come back as they were sealed', () => {
    const { sessions } = at()
    for (const userId of [null, 1, 2_147_483_647]) {
      const session = sessions.create(userId)
      expect(sessions.open(sessions.seal(session))).toEqual(session)
    }
    expect(sessions.create(1).seed).not.toBe(sessions.create(1).seed)
  })

  test('end when their time is over', () => {
    const { clock, sessions } = at()
    const cookie = sessions.seal(sessions.create(1))
    clock.now += 31 * DAY
    expect(sessions.open(cookie)).not.toBeNull()
    clock.now += 1
    expect(sessions.open(cookie)).toBeNull()
  })

  test('any change is noticed', () => {
    const { sessions } = at()
    const cookie = sessions.seal(sessions.create(2))
    for (let i = 0; i < cookie.length - 1; i++) {
      const changed = `${cookie.slice(0, i)}${cookie[i] === 'A' ? 'B' : 'A'}${cookie.slice(i + 1)}`
      expect(sessions.open(changed), `letter ${i}`).toBeNull()
    }
  })

  test('keys of others, and the bare secret key, seal nothing', () => {
    const { sessions } = at()
    const body = Buffer.from(JSON.stringify({ u: 1, s: 'seed', t: START })).toString('base64url')
    for (const key of [KEY, '', 'CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET']) {
      const signature = createHmac('sha256', key).update(body).digest('base64url')
      expect(sessions.open(`${body}.${signature}`)).toBeNull()
    }
    const foreign = createSessions(`${KEY}x`, DAY, () => START)
    expect(sessions.open(foreign.seal(foreign.create(1)))).toBeNull()
  })

  test.each([undefined, '', '.', 'a.b', 'a', '..', 'null.null', `${'a'.repeat(10_000)}.b`])('what is no cookie opens nothing: %#', (text) => {
    expect(at().sessions.open(text)).toBeNull()
  })
})

/** Attack case 33. */
describe('CSRF tokens', () => {
  test('hold for their session only', () => {
    const { sessions } = at()
    const [mine, other] = [sessions.create(1), sessions.create(1)]
    const token = sessions.csrfToken(mine)
    expect(sessions.csrfValid(mine, token)).toBe(true)
    expect(sessions.csrfValid(other, token)).toBe(false)
  })

  test('the token of somebody not signed in is worth nothing after sign-in', () => {
    const { sessions } = at()
    const before = sessions.create(null)
    expect(sessions.csrfValid(sessions.create(1), sessions.csrfToken(before))).toBe(false)
  })

  test('end after a week', () => {
    const { clock, sessions } = at()
    const session = sessions.create(1)
    const token = sessions.csrfToken(session)
    clock.now += 7 * DAY - 1000
    expect(sessions.csrfValid(session, token)).toBe(true)
    clock.now += 2000
    expect(sessions.csrfValid(session, token)).toBe(false)
  })

  test('a later date on an old token is noticed', () => {
    const { sessions } = at()
    const session = sessions.create(1)
    const [stamp = '', signature = ''] = sessions.csrfToken(session).split('.')
    const later = (Number.parseInt(stamp, 36) + 1000).toString(36)
    expect(sessions.csrfValid(session, `${later}.${signature}`)).toBe(false)
  })

  test.each([undefined, '', '.', 'zzzzzzzz.', '0.AAAA', 'Infinity.x', 'undefined'])('what is no token: %j', (token) => {
    const { sessions } = at()
    expect(sessions.csrfValid(sessions.create(1), token)).toBe(false)
  })

  test('a token is no cookie and a cookie no token', () => {
    const { sessions } = at()
    const session = sessions.create(1)
    expect(sessions.open(sessions.csrfToken(session))).toBeNull()
    expect(sessions.csrfValid(session, sessions.seal(session))).toBe(false)
  })
})

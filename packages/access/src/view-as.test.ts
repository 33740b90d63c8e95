import { describe, expect, test } from 'vitest'
import { type Actor, createActor, mayViewAs, type Permission, viewedBy } from './index.ts'

const RIGHT: Permission = { verb: 'can_view_as', view: 'User' }

const person = (id: number, role: string, permissions: readonly Permission[] = []): Actor =>
  createActor({ kind: 'user', id, username: `u${id}`, firstName: 'U', lastName: 'N', email: '', roles: [{ id, name: role }] }, permissions)

const admin = person(1, 'Admin', [RIGHT])
const helper = person(2, 'Helpers', [RIGHT])
const reader = person(3, 'Gamma', [{ verb: 'can_read', view: 'Chart' }])
const nobody = createActor({ kind: 'anonymous', id: null, username: '', firstName: '', lastName: '', email: '', roles: [] }, [RIGHT])

describe('seeing the site as somebody else', () => {
  test.each([
    ['an administrator, anybody', admin, reader, true],
    ['an administrator, another one', admin, person(4, 'Admin'), true],
    ['a holder of the right, a reader', helper, reader, true],
    ['a holder of the right, an administrator', helper, admin, false],
    ['without the right', reader, helper, false],
    ['an administrator without the right', person(5, 'Admin'), reader, false],
    ['oneself', admin, admin, false],
    ['nobody, with the right', nobody, reader, false],
    ['as nobody', admin, nobody, true],
    ['as nobody, without the right', reader, nobody, false],
    ['as nobody, through the eyes of another', viewedBy(admin, helper, 9), nobody, false],
    ['as a guest of another site', admin, { ...nobody, kind: 'guest' }, false],
    ['through the eyes of another', viewedBy(admin, helper, 9), reader, false],
  ] as const)('%s', (_what, viewer, viewed, may) => expect(mayViewAs(viewer, viewed)).toBe(may))

  test('gives the person’s rights and no other, and says who really asks', () => {
    const seen = viewedBy(reader, admin, 99)
    expect([seen.id, seen.isAdmin, [...seen.permissions]]).toEqual([3, false, ['can_read on Chart']])
    expect(seen.viewer).toEqual({ id: 1, username: 'u1', firstName: 'U', lastName: 'N', until: 99 })
    expect(reader.viewer).toBeNull()
  })
})

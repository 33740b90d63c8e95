import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SignInFailed } from '../errors.ts'
import type { PasswordProvider } from '../port.ts'
import { providersFrom } from '../registry.ts'
import { type Certificate, type LdapServer, makeCertificate, startLdapServer } from '../testing/index.ts'
import { escapeDn, escapeFilter } from './escape.ts'

let directory: LdapServer
let secure: LdapServer
let certificate: Certificate

const PEOPLE = 'ou=people,dc=example,dc=org'
const SERVICE = 'cn=reader,dc=example,dc=org'

const fill = (server: LdapServer): void => {
  const person = (uid: string, password: string | null, more: Record<string, string | readonly string[]> = {}) => ({
    dn: `uid=${uid},${PEOPLE}`,
    password,
    attributes: { uid, givenname: 'Ann', sn: 'Lee', mail: `${uid}@example.org`, entryuuid: `id of ${uid}`, upn: `${uid}@example.org`, ...more },
  })
  server.entries.push(
    { dn: SERVICE, password: 'the reader', attributes: { cn: 'reader' } },
    person('ann', 'pass word', { memberof: ['cn=analysts,ou=groups,dc=example,dc=org', 'cn=staff,ou=groups,dc=example,dc=org'] }),
    person('bob', 'bob secret'),
    person('twin', 'one'),
    { dn: `uid=twin,ou=other,${PEOPLE}`, password: 'two', attributes: { uid: 'twin' } },
    { dn: 'cn=sailors,ou=groups,dc=example,dc=org', password: null, attributes: { cn: 'sailors', member: [`uid=bob,${PEOPLE}`] } },
  )
}

beforeAll(async () => {
  certificate = makeCertificate()
  directory = await startLdapServer()
  secure = await startLdapServer(certificate)
  fill(directory)
  fill(secure)
})

afterAll(async () => {
  await directory.close()
  await secure.close()
})

const providerOf = (settings: object): PasswordProvider => {
  const { entries, broken } = providersFrom([{ kind: 'ldap', url: `ldap://127.0.0.1:${directory.port}`, timeoutSeconds: 2, ...settings }])
  const provider = entries[0]?.provider
  if (provider?.kind !== 'password') throw new Error(JSON.stringify(broken))
  return provider
}

const searching = { searchBase: PEOPLE, bindDn: SERVICE, bindPassword: 'the reader' }
const direct = { usernameFormat: `uid=%s,${PEOPLE}` }
const WAYS = [
  ['search, then bind', searching],
  ['bind by a name', direct],
  ['bind by a name, then search', { ...direct, searchBase: PEOPLE }],
] as const

describe.each(WAYS)('%s', (_name, settings) => {
  test('gives the person with groups, and closes its connections', async () => {
    expect(await providerOf(settings).check('ann', 'pass word')).toEqual({
      provider: 'ldap',
      subject: `id of ann @ 127.0.0.1:${directory.port}`,
      username: 'ann',
      email: 'ann@example.org',
      emailVerified: true,
      firstName: 'Ann',
      lastName: 'Lee',
      keys: ['cn=analysts,ou=groups,dc=example,dc=org', 'cn=staff,ou=groups,dc=example,dc=org'],
    })
    await expect.poll(() => directory.open()).toBe(0)
  })

  test.each([
    ['a wrong password', 'ann', 'pass  word'],
    ['somebody else’s password', 'ann', 'bob secret'],
    ['an unknown name', 'nobody', 'x'],
    ['no password, which a directory takes as a bind by nobody', 'ann', ''],
    ['no name', '', 'x'],
    ['spaces for a name', '  ', 'x'],
    ['a NUL in the password', 'ann', '\0'],
    ['a NUL in the name', 'ann\0', 'pass word'],
  ])('34: %s is refused', async (_what, username, password) => {
    expect(await providerOf(settings).check(username, password)).toBeNull()
    await expect.poll(() => directory.open()).toBe(0)
  })

  test.each([
    '*',
    'a*',
    'ann)(uid=*',
    '*)(uid=*))(|(uid=*',
    'ann)(|(objectclass=*)',
    'ann\\2a',
    '\\61nn',
    `ann,${PEOPLE}`,
    'ann+sn=Lee',
    'x,uid=ann',
    '#616e6e',
    'ann"',
    'ann;',
    'ann\u0000*',
    'ann\n',
  ])('34: meta-characters are characters: %j', async (username) => {
    const person = await providerOf(settings).check(username, 'pass word')
    // A trailing line end is trimmed away, as spaces are
    expect(person?.username ?? null).toBe(username.trim() === 'ann' ? 'ann' : null)
  })
})

describe('searching', () => {
  test('34: what is not one entry is nobody', async () => {
    expect(await providerOf(searching).check('twin', 'one')).toBeNull()
    expect(await providerOf(searching).check('twin', 'two')).toBeNull()
  })

  test('a further condition narrows', async () => {
    expect(await providerOf({ ...searching, searchFilter: '(mail=*@example.org)' }).check('ann', 'pass word')).not.toBeNull()
    expect(await providerOf({ ...searching, searchFilter: '(mail=*@else.example)' }).check('ann', 'pass word')).toBeNull()
  })

  test('groups that name their members are searched by the DN of the person', async () => {
    const groupSearch = { base: 'ou=groups,dc=example,dc=org' }
    const person = await providerOf({ ...searching, groupSearch }).check('bob', 'bob secret')
    expect(person?.keys).toEqual(['cn=sailors,ou=groups,dc=example,dc=org', 'sailors'])
    expect((await providerOf({ ...searching, groupSearch }).check('ann', 'pass word'))?.keys).toHaveLength(2)
  })

  test('an account of ours that is not taken is a failure, not a wrong password of the person', async () => {
    await expect(providerOf({ ...searching, bindPassword: 'wrong' }).check('ann', 'pass word')).rejects.toThrow(SignInFailed)
  })
})

test('34: a name with a comma leads to no other branch of the directory', async () => {
  expect(await providerOf(direct).check('twin', 'one')).toMatchObject({ username: 'twin' })
  expect(await providerOf(direct).check('twin,ou=other', 'two')).toBeNull()
})

test('bind by an address sends names that need no escapes, and no others', async () => {
  // Answers every first message with a successful bind, whatever it says; the server of the other tests takes distinguished names only
  const success = Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00])
  const heard: string[] = []
  const server = createServer((socket) => {
    socket.once('data', (bytes) => {
      heard.push(bytes.toString('latin1'))
      success[4] = bytes[4] ?? 0 // the number of the message
      socket.write(success)
    })
    socket.resume()
  })
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const url = `ldap://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const provider = providerOf({ url, usernameFormat: '%s@example.org' })
  expect(await provider.check('ann.lee', 'pass word')).toMatchObject({ username: 'ann.lee', keys: [] })
  for (const name of ['ann@evil.example', 'ann\\', 'a*', 'a b', 'a,b', 'EXAMPLE\\ann', 'ann\u0000']) expect(await provider.check(name, 'pass word')).toBeNull()
  expect(heard).toHaveLength(1)
  expect(heard[0]).toContain('ann.lee@example.org')
  await new Promise((done) => void server.close(done))
})

describe('connections', () => {
  test('ldaps with the authority of the directory; without it nothing is sent', async () => {
    const url = `ldaps://127.0.0.1:${secure.port}`
    expect(await providerOf({ ...searching, url, ca: certificate.certificate }).check('ann', 'pass word')).toMatchObject({ username: 'ann' })
    const before = secure.asked.length
    await expect(providerOf({ ...searching, url }).check('ann', 'pass word')).rejects.toThrow(SignInFailed)
    await expect(providerOf({ ...searching, url, ca: makeCertificate('other').certificate }).check('ann', 'pass word')).rejects.toThrow(SignInFailed)
    await expect(providerOf({ ...searching, url, ca: certificate.certificate, serverName: 'other.example' }).check('ann', 'x')).rejects.toThrow(SignInFailed)
    expect(secure.asked).toHaveLength(before)
  })

  test('StartTLS that the directory does not offer sends no password', async () => {
    const before = directory.asked.length
    await expect(providerOf({ ...searching, startTls: true }).check('ann', 'pass word')).rejects.toThrow(SignInFailed)
    expect(directory.asked).toHaveLength(before)
  })

  test('a directory that is down, or says nothing, is a failure within the time', async () => {
    await expect(providerOf({ ...searching, url: 'ldap://127.0.0.1:9' }).check('ann', 'x')).rejects.toThrow(SignInFailed)
    const silent = createServer((socket) => void socket.resume())
    await new Promise<void>((done) => void silent.listen(0, '127.0.0.1', done))
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const since = performance.now()
    await expect(providerOf({ ...searching, url: `ldap://127.0.0.1:${port}`, timeoutSeconds: 1 }).check('ann', 'x')).rejects.toThrow(SignInFailed)
    expect(performance.now() - since).toBeLessThan(5000)
    await new Promise((done) => void silent.close(done))
  })
})

test('escapes are those of the RFCs', () => {
  expect(escapeFilter('a*(b)\\c\0ü')).toBe('a\\2a\\28b\\29\\5cc\\00\\c3\\bc')
  expect(escapeDn(' a,b+c"d\\e<f>g;h=i#j ')).toBe('\\20a\\2cb\\2bc\\22d\\5ce\\3cf\\3eg\\3bh\\3di\\23j\\20')
})

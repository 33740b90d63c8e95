import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createTokens } from './tokens.ts'

const KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const PUBLISHED = ['CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET', '\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h', 'thisISaSECRET_1234', '']
const NOW = Math.floor(Date.now() / 1000)
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = (more: object = {}): object => ({ type: 'access', sub: '1', iat: NOW, nbf: NOW, exp: NOW + 900, fresh: true, ...more })
const hs = (key: string | Buffer, header: object, payload: object, algorithm = 'sha256'): string => {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${createHmac(algorithm, key).update(text).digest('base64url')}`
}
const HS256 = { alg: 'HS256', typ: 'JWT' }

/** Attack case 2: nobody without the key makes a token that holds. */
describe('tokens', () => {
  const tokens = createTokens(KEY)
  const refused = async (token: string, kind: 'access' | 'refresh' = 'access'): Promise<number> =>
    tokens.verify(kind, token).then(
      () => 200,
      (error: { status: number }) => error.status,
    )

  test('the form is that of clients: our own tokens and well-formed ones of the same key hold', async () => {
    const token = await tokens.sign('access', 42)
    expect((await tokens.verify('access', token)).userId).toBe(42)
    expect((await tokens.verify('access', token)).userId).toBe(42)
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ sub: '42', type: 'access', fresh: true })
    expect((await tokens.verify('access', hs(KEY, HS256, claims()))).userId).toBe(1)
  })

  test('a refresh token is no access token, nor the other way round', async () => {
    expect(await refused(await tokens.sign('refresh', 1))).toBe(422)
    expect(await refused(await tokens.sign('access', 1), 'refresh')).toBe(422)
    const access = await tokens.sign('access', 1)
    await tokens.verify('access', access)
    expect(await refused(access, 'refresh')).toBe(422)
  })

  test.each(['none', 'None', 'NONE', 'nOnE'])('2: alg %s', async (alg) => {
    for (const signature of ['', 'AAAA', hs(KEY, HS256, claims()).split('.')[2]])
      expect(await refused(`${part({ alg, typ: 'JWT' })}.${part(claims())}.${signature}`)).toBe(422)
  })

  test('2: published keys', async () => {
    for (const key of PUBLISHED) expect(await refused(hs(key, HS256, claims()))).toBe(422)
  })

  test('other algorithms with the right key', async () => {
    expect(await refused(hs(KEY, { alg: 'HS512', typ: 'JWT' }, claims(), 'sha512'))).toBe(422)
    expect(await refused(hs(KEY, { alg: 'HS384', typ: 'JWT' }, claims(), 'sha384'))).toBe(422)
  })

  test('2: a public key taken for a shared one', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const text = `${part({ alg: 'RS256', typ: 'JWT', jwk: publicKey.export({ format: 'jwk' }) })}.${part(claims())}`
    expect(await refused(`${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`)).toBe(422)
  })

  test.each([{ kid: '/dev/null' }, { kid: "' or 1=1 --" }, { jku: 'http://evil/' }, { x5u: 'http://evil/' }, { crit: ['exp'] }, { b64: false, crit: ['b64'] }])(
    'headers that name a key or a rule: %j',
    async (more) => {
      expect(await refused(hs('', { ...HS256, ...more }, claims()))).toBe(422)
    },
  )

  test('any change of a letter', async () => {
    const token = hs(KEY, HS256, claims())
    for (let i = 0; i < token.length; i += 3) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`
      // The last letter of base64 may carry unused bits
      if (i < token.length - 1) expect(await refused(changed), `letter ${i}`).not.toBe(200)
    }
  })

  test('somebody else put into the payload', async () => {
    const [head, , signature] = (await tokens.sign('access', 2)).split('.')
    expect(await refused(`${head}.${part(claims({ sub: '1' }))}.${signature}`)).toBe(422)
  })

  test('expired is a 401, not yet valid is refused', async () => {
    expect(await refused(hs(KEY, HS256, claims({ exp: NOW - 1 })))).toBe(401)
    expect(await refused(hs(KEY, HS256, claims({ nbf: NOW + 600 })))).toBe(422)
  })

  test('a remembered token expires too', async () => {
    const token = hs(KEY, HS256, claims({ exp: NOW + 2 }))
    expect(await refused(token)).toBe(200)
    await expect.poll(() => refused(token), { timeout: 5000 }).toBe(401)
  })

  test.each([
    ['no end', { exp: undefined }],
    ['a name as subject', { sub: 'admin' }],
    ['no subject', { sub: undefined }],
    ['a fraction', { sub: '1.5' }],
    ['empty subject', { sub: '' }],
    ['zero', { sub: '0' }],
    ['negative', { sub: '-1' }],
    ['no kind', { type: undefined }],
  ])('signed with the key, but with %s', async (_name, more) => {
    expect(await refused(hs(KEY, HS256, claims(more)))).not.toBe(200)
  })

  test.each(['', 'x', 'a.b', 'a.b.c', '..', 'null', '{}', 'Bearer x', '\u0000', 'a'.repeat(100_000)])('text that is no token: %#', async (text) => {
    expect(await refused(text)).toBe(422)
  })
})

import { pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** Hash texts of werkzeug: `scrypt:N:r:p$salt$hex` and `pbkdf2:digest:iterations$salt$hex`. */
const deriveScrypt = (password: string, salt: string, n: number, r: number, p: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, 64, { N: n, r, p, maxmem: 256 * r * (n + p + 2) }, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
const derivePbkdf2 = promisify(pbkdf2)

const N = 32_768
const R = 8
const P = 1

export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(12).toString('base64url')
  return `scrypt:${N}:${R}:${P}$${salt}$${(await deriveScrypt(password, salt, N, R, P)).toString('hex')}`
}

const same = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** False for a wrong password and for a hash that is not understood. Parameters of absurd cost are refused. */
export const verifyPassword = async (password: string, hash: string): Promise<boolean> => {
  const [method = '', salt = '', digest = ''] = hash.split('$')
  const expected = Buffer.from(digest, 'hex')
  const [kind, ...parameters] = method.split(':')
  if (kind === 'scrypt') {
    const [n = 0, r = 0, p = 0] = parameters.map(Number)
    const powerOfTwo = Number.isInteger(n) && n >= 2 && n <= 1 << 20 && (n & (n - 1)) === 0
    if (!powerOfTwo || !Number.isInteger(r) || r < 1 || r > 32 || !Number.isInteger(p) || p < 1 || p > 16) return false
    return same(await deriveScrypt(password, salt, n, r, p), expected)
  }
  if (kind === 'pbkdf2') {
    const [algorithm = '', rounds = '600000'] = parameters
    const iterations = Number(rounds)
    if (
      !['sha1', 'sha256', 'sha512'].includes(algorithm) ||
      !Number.isInteger(iterations) ||
      iterations < 1 ||
      iterations > 10_000_000 ||
      expected.length === 0
    )
      return false
    return same(await derivePbkdf2(password, salt, iterations, expected.length, algorithm), expected)
  }
  return false
}

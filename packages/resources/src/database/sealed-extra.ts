import { Unprocessable } from '@coset/core'
import type { ConnectionConfig, Engine, SshTunnel } from '@coset/engines'
import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'
import { connectionConfig, type DatabaseRow, PASSWORD_MASK, secretUri } from './repository.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Texts become the mask; numbers, switches and the names of keys stay. */
const maskAll = (value: unknown): unknown => {
  if (typeof value === 'string') return PASSWORD_MASK
  if (Array.isArray(value)) return value.map(maskAll)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskAll(inner)])) : value
}

const maskAt = (value: unknown, path: readonly string[]): unknown => {
  const [head, ...rest] = path
  if (head === undefined) return maskAll(value)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, head === '*' || head === key ? maskAt(inner, rest) : inner]))
}

/** `encrypted_extra` for the eyes of people: what the engine holds for secret is masked. */
export const maskedExtra = (text: string, engine: Pick<Engine, 'secretPaths'>): string =>
  JSON.stringify(engine.secretPaths.reduce<unknown>((value, path) => maskAt(value, path.split('.').slice(1)), readObject(text)))

const reveal = (given: unknown, stored: unknown, path: string): unknown => {
  if (given === PASSWORD_MASK) {
    if (stored === undefined || stored === null) {
      const told = `Must provide value for masked_encrypted_extra field: ${path}`
      throw new Unprocessable(told, { fields: { masked_encrypted_extra: [told] } })
    }
    return stored
  }
  if (Array.isArray(given)) return given.map((inner, i) => reveal(inner, Array.isArray(stored) ? stored[i] : undefined, `${path}[${i}]`))
  if (!isObject(given)) return given
  return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, reveal(inner, isObject(stored) ? stored[key] : undefined, `${path}.${key}`)]))
}

/** What was sealed of a database's `encrypted_extra`. */
export const sealedExtra = (ctx: Pick<Context, 'secrets'>, row: Pick<DatabaseRow, 'encrypted_extra'> | null): Record<string, unknown> =>
  row === null || row.encrypted_extra === null ? {} : readObject(ctx.secrets.open(row.encrypted_extra))

/** What people sent, with the stored values in place of masks. Throws Unprocessable for a mask that stands for nothing. */
export const revealedExtra = (ctx: Pick<Context, 'secrets'>, text: string, row: Pick<DatabaseRow, 'encrypted_extra'> | null): Record<string, unknown> =>
  reveal(readObject(text), sealedExtra(ctx, row), '$') as Record<string, unknown>

/** How a stored database is opened, its secrets in the clear; `person` is whoever statements run for, where the database asks for that. */
export const storedConnectionConfig = (
  ctx: Pick<Context, 'engines' | 'secrets'>,
  row: Pick<DatabaseRow, 'sqlalchemy_uri' | 'password' | 'extra' | 'encrypted_extra' | 'server_cert'>,
  sshTunnel: SshTunnel | null,
  person: string | null,
  accessToken: string | null = null,
): ConnectionConfig => ({
  ...connectionConfig(ctx, secretUri(ctx, row), row.extra),
  secrets: sealedExtra(ctx, row),
  serverCert: row.server_cert,
  sshTunnel,
  impersonate: person,
  accessToken,
})

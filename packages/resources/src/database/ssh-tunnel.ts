import { BadRequest, Unprocessable } from '@coset/core'
import type { DatabaseUri, SshTunnel } from '@coset/engines'
import { insertRow, type Row, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { PASSWORD_MASK } from './repository.ts'

export type SshTunnelRow = Row<'ssh_tunnels'>

/** An SSH server as forms and bundles name it. */
export interface SshTunnelFields {
  readonly server_address: string
  readonly server_port: number
  readonly username: string
  readonly password?: string | null | undefined
  readonly private_key?: string | null | undefined
  readonly private_key_password?: string | null | undefined
}

/** Where a database's secrets go: to its own address, through the SSH server on the way. */
export interface Way {
  readonly uri: DatabaseUri
  readonly tunnel: SshTunnel | null
}

/** Sealed columns of a tunnel, and what they are called where it is opened. */
const SECRETS = [
  { column: 'password', key: 'password' },
  { column: 'private_key', key: 'privateKey' },
  { column: 'private_key_password', key: 'privateKeyPassword' },
] as const
type SecretColumn = (typeof SECRETS)[number]['column']

export const SSH_TUNNEL_SECRETS: readonly SecretColumn[] = SECRETS.map(({ column }) => column)

const isOn = (ctx: Pick<Context, 'settings'>): boolean => ctx.settings.featureFlags['SSH_TUNNELING'] === true

/** Throws BadRequest while `SSH_TUNNELING` is off: such a database is never reached past its tunnel instead. */
const refuseOff = (ctx: Pick<Context, 'settings'>): void => {
  if (!isOn(ctx)) throw new BadRequest('SSH Tunneling is not enabled')
}

/** Throws BadRequest while tunnels are off and for an address without a port, Unprocessable for an engine that takes no tunnel. */
export const checkTunnel = (ctx: Pick<Context, 'settings' | 'engines'>, { uri, tunnel }: Way): void => {
  if (tunnel === null) return
  refuseOff(ctx)
  const engine = ctx.engines.find(uri.engine)
  if (!engine.capabilities.sshTunnel) {
    const told = `${engine.label} is not reached through an SSH server`
    throw new Unprocessable(told, { fields: { ssh_tunnel: [told] } })
  }
  if (uri.port === null) throw new BadRequest('A database behind an SSH server needs a port in its address')
}

export const tunnelRow = async (db: Kysely<Tables>, databaseId: number): Promise<SshTunnelRow | null> =>
  (await db.selectFrom('ssh_tunnels').selectAll().where('database_id', '=', databaseId).executeTakeFirst()) ?? null

/** A stored tunnel with its secrets in the clear. */
export const openedTunnel = (ctx: Pick<Context, 'secrets'>, row: SshTunnelRow | null): SshTunnel | null => {
  if (row === null) return null
  const open = (sealed: string | null): string | null => (sealed === null ? null : ctx.secrets.open(sealed))
  return {
    host: row.server_address,
    port: row.server_port,
    username: row.username,
    password: open(row.password),
    privateKey: open(row.private_key),
    privateKeyPassword: open(row.private_key_password),
  }
}

/** The tunnel through which a stored database is reached. Throws BadRequest while tunnels are off. */
export const storedTunnel = async (ctx: Pick<Context, 'metadata' | 'secrets' | 'settings'>, databaseId: number): Promise<SshTunnel | null> => {
  const row = await tunnelRow(ctx.metadata.db, databaseId)
  if (row !== null) refuseOff(ctx)
  return openedTunnel(ctx, row)
}

/** What people read of a tunnel: its secrets masked, those that it has not left out. */
export const maskedTunnel = (fields: SshTunnelFields): Record<string, unknown> => ({
  server_address: fields.server_address,
  server_port: fields.server_port,
  username: fields.username,
  ...Object.fromEntries(SECRETS.flatMap(({ column }) => ((fields[column] ?? '') === '' ? [] : [[column, PASSWORD_MASK]]))),
})

export const hasMask = (given: SshTunnelFields | null): boolean => given !== null && SSH_TUNNEL_SECRETS.some((column) => given[column] === PASSWORD_MASK)

/** A stored secret may only go where it was stored for: same engine, host, port and user. */
export const sameDoor = (a: DatabaseUri, b: DatabaseUri): boolean =>
  a.engine === b.engine && a.host === b.host && a.port === b.port && a.username === b.username && JSON.stringify(a.query) === JSON.stringify(b.query)

const sameServer = (a: SshTunnel | null, b: Pick<SshTunnel, 'host' | 'port' | 'username'>): boolean =>
  a !== null && a.host === b.host && a.port === b.port && a.username === b.username

/** Do secrets of the database go where they went before? What an SSH server sees on the way, another must not; none at all may. */
export const sameWay = (before: Way, after: Way): boolean =>
  sameDoor(before.uri, after.uri) && (after.tunnel === null || sameServer(before.tunnel, after.tunnel))

const refuse = (column: SecretColumn, told: string): Unprocessable => new Unprocessable(told, { fields: { ssh_tunnel: { [column]: [told] } } })

const moved = (column: SecretColumn): Unprocessable =>
  refuse(column, 'The SSH server or the database has another address or user: enter this again. The stored one is only sent where it was stored for.')

/** The tunnel that stays as it is while the form says nothing of it. */
const keptTunnel = (stored: Way | null, uri: DatabaseUri): SshTunnel | null => {
  if (stored === null || stored.tunnel === null) return null
  const { tunnel } = stored
  const held = SECRETS.find(({ key }) => tunnel[key] !== null)
  if (held !== undefined && !sameDoor(stored.uri, uri)) throw moved(held.column)
  return tunnel
}

/** The tunnel that a form means: masks are what is stored, nothing said leaves it, null takes it away. Throws Unprocessable naming the field. */
export const tunnelOf = (given: SshTunnelFields | null | undefined, stored: Way | null, uri: DatabaseUri): SshTunnel | null => {
  if (given === undefined) return keptTunnel(stored, uri)
  if (given === null) return null
  const server = { host: given.server_address, port: given.server_port, username: given.username }
  const read = (column: SecretColumn): string | null => {
    const value = given[column] ?? ''
    if (value !== PASSWORD_MASK) return value === '' ? null : value
    const key = SECRETS.find((one) => one.column === column)?.key ?? 'password'
    const known = stored?.tunnel?.[key] ?? null
    if (stored === null || known === null) throw refuse(column, 'Nothing is stored behind the mask: enter the value itself')
    if (!sameDoor(stored.uri, uri) || !sameServer(stored.tunnel, server)) throw moved(column)
    return known
  }
  return { ...server, password: read('password'), privateKey: read('private_key'), privateKeyPassword: read('private_key_password') }
}

/** Stores how a database is reached, sealed; null takes the tunnel away. */
export const keepTunnel = async (
  ctx: Pick<Context, 'metadata' | 'secrets' | 'clock'>,
  db: Kysely<Tables>,
  databaseId: number,
  tunnel: SshTunnel | null,
  by: number | null,
): Promise<void> => {
  if (tunnel === null) {
    await db.deleteFrom('ssh_tunnels').where('database_id', '=', databaseId).execute()
    return
  }
  const seal = (plain: string | null): string | null => (plain === null ? null : ctx.secrets.seal(plain))
  const values = {
    server_address: tunnel.host,
    server_port: tunnel.port,
    username: tunnel.username,
    password: seal(tunnel.password),
    private_key: seal(tunnel.privateKey),
    private_key_password: seal(tunnel.privateKeyPassword),
    changed_on: ctx.clock.now(),
    changed_by: by,
  }
  const before = await tunnelRow(db, databaseId)
  if (before !== null) {
    await db.updateTable('ssh_tunnels').set(values).where('id', '=', before.id).execute()
    return
  }
  const made = { uuid: crypto.randomUUID(), database_id: databaseId, created_on: values.changed_on, created_by: by }
  await insertRow(db, ctx.metadata.kind, 'ssh_tunnels', { ...values, ...made })
}

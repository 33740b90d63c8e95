import { BadRequest } from '@coset/core'
import type { Context } from '../context.ts'
import { maskedTunnel, PASSWORD_MASK, SSH_TUNNEL_SECRETS, type SshTunnelFields, tunnelRow } from '../database/index.ts'
import { secretField } from './parse.ts'
import type { DatabaseFile } from './schema.ts'

type Column = (typeof SSH_TUNNEL_SECRETS)[number]

/** Secrets of tunnels by column and by the path of a file. */
export type TunnelSecrets = Readonly<Record<Column, Readonly<Record<string, string>>>>

export const NO_TUNNEL_SECRETS: TunnelSecrets = { password: {}, private_key: {}, private_key_password: {} }

const NOUNS: Readonly<Record<Column, string>> = { password: 'password', private_key: 'private key', private_key_password: 'private key password' }

/** Secrets of tunnels in an import's form. Throws BadRequest naming the field. */
export const tunnelSecrets = (fields: Readonly<Record<string, string>>): TunnelSecrets => ({
  password: secretField(fields, 'ssh_tunnel_passwords'),
  private_key: secretField(fields, 'ssh_tunnel_private_keys'),
  private_key_password: secretField(fields, 'ssh_tunnel_private_key_passwords'),
})

/** The tunnel of a file, with what came beside it in place of masks; undefined: the file names none. */
export const tunnelOfFile = (file: DatabaseFile, path: string, secrets: TunnelSecrets): SshTunnelFields | undefined => {
  const tunnel = file.ssh_tunnel
  if (tunnel === undefined || tunnel === null) return undefined
  const read = (column: Column): string | null => (tunnel[column] === PASSWORD_MASK ? (secrets[column][path] ?? PASSWORD_MASK) : (tunnel[column] ?? null))
  return { ...tunnel, password: read('password'), private_key: read('private_key'), private_key_password: read('private_key_password') }
}

/** Sentences about masks of a file's tunnel that nothing came for. */
export const missingTunnelSecrets = (file: DatabaseFile, path: string, secrets: TunnelSecrets): readonly string[] => {
  const tunnel = tunnelOfFile(file, path, secrets)
  return SSH_TUNNEL_SECRETS.filter((column) => tunnel?.[column] === PASSWORD_MASK).map((column) => `Must provide a ${NOUNS[column]} for the ssh tunnel`)
}

/** Throws BadRequest for files with tunnels while `SSH_TUNNELING` is off. */
export const refuseTunnels = (ctx: Pick<Context, 'settings'>, databases: Iterable<DatabaseFile>): void => {
  if (ctx.settings.featureFlags['SSH_TUNNELING'] === true) return
  for (const file of databases) if (file.ssh_tunnel !== undefined && file.ssh_tunnel !== null) throw new BadRequest('SSH Tunneling is not enabled')
}

/** The member of a database's file that says through which SSH server it is reached, secrets masked. */
export const tunnelMember = async (ctx: Context, databaseId: number): Promise<{ readonly ssh_tunnel?: Record<string, unknown> }> => {
  const row = await tunnelRow(ctx.metadata.db, databaseId)
  return row === null ? {} : { ssh_tunnel: maskedTunnel(row) }
}

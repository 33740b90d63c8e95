/** What the API says and takes instead of a stored secret. */
const MASK = 'XXXXXXXXXX'

/** The way through an SSH server, as the form holds it. */
export interface SshValues {
  readonly on: boolean
  readonly server_address: string
  readonly server_port: number | ''
  readonly username: string
  readonly by: 'password' | 'key'
  readonly password: string
  readonly private_key: string
  readonly private_key_password: string
}

/** The same as the API has it. */
export interface SshTunnel {
  readonly server_address: string
  readonly server_port: number
  readonly username: string
  readonly password?: string | null
  readonly private_key?: string | null
  readonly private_key_password?: string | null
}

export const NO_TUNNEL: SshValues = {
  on: false,
  server_address: '',
  server_port: 22,
  username: '',
  by: 'password',
  password: '',
  private_key: '',
  private_key_password: '',
}

/** A stored tunnel; its secrets are masks, which stay unless somebody writes over them. */
export const sshValues = (tunnel: SshTunnel | null): SshValues =>
  tunnel === null
    ? NO_TUNNEL
    : {
        on: true,
        server_address: tunnel.server_address,
        server_port: tunnel.server_port,
        username: tunnel.username,
        by: (tunnel.private_key ?? '') === '' ? 'password' : 'key',
        password: tunnel.password ?? '',
        private_key: tunnel.private_key ?? '',
        private_key_password: tunnel.private_key_password ?? '',
      }

/** What is sent: secrets of the chosen kind only; null takes a tunnel away. */
export const sshTunnel = (values: SshValues): Record<string, unknown> | null => {
  if (!values.on) return null
  const { server_address, server_port, username, private_key, private_key_password } = values
  const secrets = values.by === 'password' ? { password: values.password } : { private_key, ...(private_key_password === '' ? {} : { private_key_password }) }
  return { server_address: server_address.trim(), server_port: server_port === '' ? undefined : server_port, username, ...secrets }
}

export const isStored = (secret: string): boolean => secret === MASK

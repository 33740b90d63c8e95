import { type Answer, type Client, type SshServer, startSshServer } from '@coset/testing'
import { startServer, type TestServer } from './test-server.ts'

export const POSTGRESQL = `${process.env['COSET_TEST_POSTGRESQL'] ?? 'postgresql://postgres@127.0.0.1:5432'}/postgres`
export const MARIADB = `${process.env['COSET_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306'}/mysql`
export const MASK = 'XXXXXXXXXX'

export type Body = Readonly<Record<string, unknown>>

/** A server of a test's own beside two SSH servers, with a book of every answer. */
export interface SshScene extends AsyncDisposable {
  readonly server: TestServer
  readonly ssh: SshServer
  /** Lets the same person in with the same password, and is another place. */
  readonly other: SshServer
  readonly answers: readonly string[]
  send(method: string, path: string, body?: Body): Promise<Answer>
  /** The way through `ssh`, by password unless told otherwise. */
  tunnel(own?: Body): Body
  byKey(): Body
  /** Connects a database through the tunnel; its id. Throws unless that succeeds. */
  connect(name: string, own?: Body): Promise<number>
  query(id: number, sql?: string): Promise<Answer>
}

/** Runs a statement of SQL Lab. */
export const queryBy = (client: Client, database_id: number, sql = 'SELECT 1 AS one'): Promise<Answer> =>
  client.post('/api/v1/sqllab/execute/', { database_id, sql, runAsync: false, client_id: crypto.randomUUID().slice(0, 11) })

export const openSshScene = async (): Promise<SshScene> => {
  const [ssh, other] = [await startSshServer(), await startSshServer()]
  const server = await startServer()
  const answers: string[] = []
  const kept = async (work: Promise<Answer>): Promise<Answer> => {
    const answer = await work
    answers.push(answer.text)
    return answer
  }
  const send: SshScene['send'] = (method, path, body) => kept(server.admin.request(method, path, body))
  const tunnel: SshScene['tunnel'] = (own = { password: ssh.password }) => ({
    server_address: '127.0.0.1',
    server_port: ssh.port,
    username: ssh.username,
    ...own,
  })
  return {
    server,
    ssh,
    other,
    answers,
    send,
    tunnel,
    byKey: () => tunnel({ private_key: ssh.privateKey, private_key_password: ssh.passphrase }),
    connect: async (database_name, own = {}) => {
      const made = await send('POST', '/api/v1/database/', { database_name, sqlalchemy_uri: POSTGRESQL, ssh_tunnel: tunnel(), ...own })
      if (made.status !== 201) throw new Error(`${made.status} ${made.text}`)
      return made.json<{ id: number }>().id
    },
    query: (id, sql) => kept(queryBy(server.admin, id, sql)),
    [Symbol.asyncDispose]: async () => {
      await server.close()
      await ssh[Symbol.asyncDispose]()
      await other[Symbol.asyncDispose]()
    },
  }
}

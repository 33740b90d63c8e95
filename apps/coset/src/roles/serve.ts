import { randomBytes } from 'node:crypto'
import { Unprocessable } from '@coset/core'
import { createAccount, unknownFactorRoles } from '@coset/resources'
import type { FastifyInstance } from 'fastify'
import type { Process } from '../context.ts'
import { createOneTimeLinks } from '../services/one-time-links.ts'
import { serverOf } from './server-of.ts'

export interface Serving {
  readonly app: FastifyInstance
  readonly url: string
  /** Signs the administrator in once; null when there is no administrator of the configured name. */
  readonly signInLink: string | null
  /** Of the administrator made on this start. */
  readonly generatedPassword: string | null
}

/** The administrator of the first start; gives the password when one had to be made. */
export const ensureAdministrator = async ({ ctx, config, fresh }: Process): Promise<string | null> => {
  if (!fresh) return null
  const { id } = await ctx.metadata.db.selectFrom('roles').select('id').where('name', '=', 'Admin').executeTakeFirstOrThrow()
  const generated = config.adminPassword === '' ? randomBytes(12).toString('base64url') : null
  try {
    await createAccount(
      ctx,
      {
        username: config.adminUsername,
        email: `${config.adminUsername}@localhost`,
        firstName: 'Ada',
        lastName: 'Admin',
        password: generated ?? config.adminPassword,
        active: true,
        roleIds: [id],
        groupIds: [],
      },
      null,
    )
    return generated
  } catch (error) {
    const there = await ctx.metadata.db.selectFrom('users').select('id').where('username', '=', config.adminUsername).executeTakeFirst()
    // Another process of the new site made it in the meantime
    if (error instanceof Unprocessable && there !== undefined) return null
    throw error
  }
}

/** Starts to listen; the process is ready when this resolves. */
export const serve = async (process: Process): Promise<Serving> => {
  const { ctx, config } = process
  const generatedPassword = await ensureAdministrator(process)
  const unknown = await unknownFactorRoles(ctx.metadata, config.secondFactorRoles)
  if (unknown.length > 0) process.log.error({ roles: unknown }, 'secondFactorRoles names roles that are not here: nobody is held to them')
  const links = createOneTimeLinks(ctx.clock.now)
  const app = await serverOf(process, links)
  const url = await app.listen({ host: config.host, port: config.port })
  const admin = await ctx.metadata.db.selectFrom('users').select('id').where('username', '=', config.adminUsername).executeTakeFirst()
  return { app, url, signInLink: admin === undefined ? null : `${url}/login/once/${links.create(admin.id)}`, generatedPassword }
}

import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { likeText, type RelatedChoices } from '../listing/index.ts'

interface Asked {
  readonly filter: string
  readonly page: number
  readonly pageSize: number
  readonly includeIds: readonly number[]
}

/** People to choose as owners and the like; only name, state and, for people who may see it, the e-mail. */
export const relatedPeople = async (ctx: Context, actor: Actor, asked: Asked): Promise<RelatedChoices> => {
  const { db } = ctx.metadata
  const like = `%${likeText(asked.filter)}%`
  const everybody = db.selectFrom('users')
  const base =
    asked.filter === ''
      ? everybody
      : everybody.where((eb) => eb.or((['first_name', 'last_name', 'username'] as const).map((column) => eb(eb.fn<string>('lower', [column]), 'like', like))))
  const { n } = await base.select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()
  const page = await base
    .select(['id', 'first_name', 'last_name', 'email', 'active'])
    .orderBy('first_name')
    .orderBy('id')
    .limit(asked.pageSize)
    .offset(asked.page * asked.pageSize)
    .execute()
  const missing = asked.includeIds.filter((id) => !page.some((row) => row.id === id))
  const included =
    missing.length === 0 ? [] : await db.selectFrom('users').select(['id', 'first_name', 'last_name', 'email', 'active']).where('id', 'in', missing).execute()
  return {
    count: Number(n) + included.length,
    result: [...page, ...included].map((row) => ({
      value: row.id,
      text: `${row.first_name} ${row.last_name}`,
      extra: { active: row.active, email: actor.isAdmin || row.id === actor.id ? row.email : null },
    })),
  }
}

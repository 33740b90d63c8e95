import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'

export interface Person {
  readonly id: number
  readonly first_name: string
  readonly last_name: string
  readonly email: string
}

/** Accounts by id, in one query. */
export const peopleById = async (ctx: Context, ids: Iterable<number | null>): Promise<ReadonlyMap<number, Person>> => {
  const wanted = [...new Set([...ids].filter((id): id is number => id !== null))]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.metadata.db.selectFrom('users').select(['id', 'first_name', 'last_name', 'email']).where('id', 'in', wanted).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** `{id, first_name, last_name}` of one account, or null: how most answers name people. */
export const personRef = (people: ReadonlyMap<number, Person>, id: number | null): Omit<Person, 'email'> | null => {
  const person = id === null ? undefined : people.get(id)
  return person === undefined ? null : { id: person.id, first_name: person.first_name, last_name: person.last_name }
}

/** One account as an owner: the address to write to is for people with an account alone. None when the account is gone. */
export const ownerRef = (people: ReadonlyMap<number, Person>, id: number, reader: Actor): Omit<Person, 'email'> | undefined =>
  reader.kind === 'user' ? people.get(id) : (personRef(people, id) ?? undefined)

/** `{first_name, last_name, email}` of one account, or null; without the address for guests and visitors. */
export const personContact = (people: ReadonlyMap<number, Person>, id: number | null, reader: Actor): Partial<Omit<Person, 'id'>> | null => {
  const person = id === null ? undefined : people.get(id)
  if (person === undefined) return null
  const { first_name, last_name, email } = person
  return reader.kind === 'user' ? { first_name, last_name, email } : { first_name, last_name }
}

export const personName = (people: ReadonlyMap<number, Person>, id: number | null): string => {
  const person = id === null ? undefined : people.get(id)
  return person === undefined ? '' : `${person.first_name} ${person.last_name}`
}

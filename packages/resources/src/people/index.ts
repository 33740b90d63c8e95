import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'

export interface Person {
  readonly id: number
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly username: string
}

/** Accounts by id, in one query. */
export const peopleById = async (ctx: Context, ids: Iterable<number | null>): Promise<ReadonlyMap<number, Person>> => {
  const wanted = [...new Set([...ids].filter((id): id is number => id !== null))]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.metadata.db.selectFrom('users').select(['id', 'first_name', 'last_name', 'email', 'username']).where('id', 'in', wanted).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

type PersonRef = Pick<Person, 'id' | 'first_name' | 'last_name'>

/** `{id, first_name, last_name}` of one account, or null: how most answers name people. */
export const personRef = (people: ReadonlyMap<number, Person>, id: number | null): PersonRef | null => {
  const person = id === null ? undefined : people.get(id)
  return person === undefined ? null : { id: person.id, first_name: person.first_name, last_name: person.last_name }
}

type More = 'email' | 'username'

/**
 * One account as an owner: the address to write to, or what else an answer tells of owners, is for people with an account alone. None when the account
 * is gone.
 */
export const ownerRef = (
  people: ReadonlyMap<number, Person>,
  id: number,
  reader: Actor,
  more: readonly More[] = ['email'],
): (PersonRef & Partial<Pick<Person, More>>) | undefined => {
  const person = people.get(id)
  const ref = personRef(people, id)
  if (person === undefined || ref === null) return undefined
  return reader.kind === 'user' ? { ...ref, ...Object.fromEntries(more.map((name) => [name, person[name]])) } : ref
}

/** `{first_name, last_name, email}` of one account, or null; without the address for guests and visitors. */
export const personContact = (people: ReadonlyMap<number, Person>, id: number | null, reader: Actor): Partial<Omit<Person, 'id' | 'username'>> | null => {
  const person = id === null ? undefined : people.get(id)
  if (person === undefined) return null
  const { first_name, last_name, email } = person
  return reader.kind === 'user' ? { first_name, last_name, email } : { first_name, last_name }
}

export const personName = (people: ReadonlyMap<number, Person>, id: number | null): string => {
  const person = id === null ? undefined : people.get(id)
  return person === undefined ? '' : `${person.first_name} ${person.last_name}`
}

import type { ObjectType } from '@coset/metadata'
import { sql } from 'kysely'
import { likeText } from './pattern.ts'
import type { Operator, SearchColumn } from './spec.ts'

const truthy = (value: unknown): boolean => value === true || value === 'true' || value === 1

/** Operators on `id`: marked by the asker, certified. `certified` is a condition over the row. */
export const markOperators = (
  table: string,
  type: ObjectType,
  names: { readonly favourite: string; readonly certified: string },
): Readonly<Record<string, Operator>> => ({
  [names.favourite]: (value, actor) => {
    const marked = sql`exists (select 1 from favourites where object_type = ${type} and object_id = ${sql.ref(`${table}.id`)} and user_id = ${actor.id ?? 0})`
    return truthy(value) ? marked : sql`not ${marked}`
  },
  [names.certified]: (value) => {
    const certified = sql`${sql.ref(`${table}.certified_by`)} is not null and ${sql.ref(`${table}.certified_by`)} <> ''`
    return truthy(value) ? certified : sql`not (${certified})`
  },
})

/** `owners`: related to a user by ownership. */
export const ownersColumn = (table: string, type: ObjectType): SearchColumn => ({
  kind: 'to-many',
  related: (id) => sql`exists (select 1 from owners where object_type = ${type} and object_id = ${sql.ref(`${table}.id`)} and user_id = ${id})`,
})

/** `tags`: by relation, by name, by id. */
export const tagsColumn = (table: string, type: ObjectType, names: { readonly byName: string; readonly byId: string }): SearchColumn => {
  const tagged = (condition: ReturnType<typeof sql>) =>
    sql`exists (select 1 from tagged_objects join tags on tags.id = tagged_objects.tag_id where object_type = ${type} and object_id = ${sql.ref(`${table}.id`)} and ${condition})`
  return {
    kind: 'to-many',
    related: (id) => tagged(sql`tags.id = ${id}`),
    operators: {
      [names.byName]: (value) => tagged(sql`lower(tags.name) like ${`%${likeText(value)}%`}`),
      [names.byId]: (value) => (Number.isFinite(Number(value)) ? tagged(sql`tags.id = ${sql.lit(Number(value))}`) : sql`1 = 0`),
    },
  }
}

/** `created_by`: by relation, has one, is me. */
export const createdByColumn = (table: string, names: { readonly has: string; readonly me: string }): SearchColumn => ({
  kind: 'to-one',
  ref: `${table}.created_by`,
  operators: {
    [names.has]: (value) => (truthy(value) ? sql`${sql.ref(`${table}.created_by`)} is not null` : sql`${sql.ref(`${table}.created_by`)} is null`),
    [names.me]: (_value, actor) => sql`${sql.ref(`${table}.created_by`)} = ${actor.id ?? 0}`,
  },
})

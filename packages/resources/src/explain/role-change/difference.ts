import type { Actor, Permission } from '@coset/access'
import { OBJECT_VERBS } from '@coset/access'
import type { Context } from '../../context.ts'
import { pagesOf } from './pages.ts'
import type { Eyes } from './people.ts'
import { KINDS, type Kind, readableIds } from './readable.ts'

/** What people of one kind of eyes get and lose. */
export interface Difference<T> {
  readonly gained: readonly T[]
  readonly lost: readonly T[]
}

export interface EyesDifference {
  readonly people: readonly string[]
  readonly permissions: Difference<string>
  readonly pages: Difference<string>
  readonly objects: Readonly<Record<Kind, Difference<number>>>
  readonly administrator: 'gained' | 'lost' | null
}

const differenceOf = <T>(before: Iterable<T>, after: Iterable<T>): Difference<T> => {
  const [old, fresh] = [new Set(before), new Set(after)]
  return { gained: [...fresh].filter((one) => !old.has(one)), lost: [...old].filter((one) => !fresh.has(one)) }
}

/** A permission as one text that {@link permissionOf} reads again. */
const keyOf = (verb: string, view: string): string => JSON.stringify([verb, view])

export const permissionOf = (key: string): Permission => {
  const [verb = '', view = ''] = JSON.parse(key) as readonly string[]
  return { verb, view }
}

const keysOf = (actor: Actor): readonly string[] => [
  ...[...actor.permissions].map((key) => {
    const at = key.indexOf(' on ')
    return keyOf(key.slice(0, at), key.slice(at + 4))
  }),
  ...OBJECT_VERBS.flatMap((verb) => [...actor.objects[verb]].map((view) => keyOf(verb, view))),
]

/** The same for permissions themselves. */
export const permissionDifference = (before: readonly Permission[], after: readonly Permission[]): Difference<string> =>
  differenceOf(
    before.map(({ verb, view }) => keyOf(verb, view)),
    after.map(({ verb, view }) => keyOf(verb, view)),
  )

const NONE = { gained: [], lost: [] } as const

const sameEyes = ({ before, after }: Eyes): boolean => before.roles.length === after.roles.length && permissionChange({ before, after }) === null

const permissionChange = ({ before, after }: Pick<Eyes, 'before' | 'after'>): Difference<string> | null => {
  const found = differenceOf(keysOf(before), keysOf(after))
  return found.gained.length === 0 && found.lost.length === 0 ? null : found
}

/** Reads what actors see, each kind of object once for equal eyes. */
export const looker = (ctx: Context) => {
  const seen = new Map<string, Promise<ReadonlySet<number>>>()
  return (actor: Actor, kind: Kind): Promise<ReadonlySet<number>> => {
    const key = JSON.stringify([kind, actor.id, actor.roles.map((role) => role.id), keysOf(actor)])
    const known = seen.get(key) ?? readableIds(ctx, actor, kind)
    seen.set(key, known)
    return known
  }
}

/** What changes for people of one kind; null: nothing does. */
export const eyesDifference = async (look: ReturnType<typeof looker>, eyes: Eyes): Promise<EyesDifference | null> => {
  if (sameEyes(eyes)) return null
  const { before, after, people } = eyes
  const objects: Record<Kind, Difference<number>> = { dashboard: NONE, chart: NONE, dataset: NONE, database: NONE }
  for (const kind of KINDS) objects[kind] = differenceOf(await look(before, kind), await look(after, kind))
  return {
    people,
    permissions: permissionChange(eyes) ?? NONE,
    pages: differenceOf(pagesOf(before), pagesOf(after)),
    objects,
    administrator: before.isAdmin === after.isAdmin ? null : after.isAdmin ? 'gained' : 'lost',
  }
}

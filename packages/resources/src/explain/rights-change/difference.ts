import type { Actor, Permission } from '@coset/access'
import { OBJECT_VERBS } from '@coset/access'
import type { Context } from '../../context.ts'
import type { Eyes } from './eyes.ts'
import { pagesOf } from './pages.ts'
import { KINDS, type Kind, readableIds } from './readable.ts'

/** What people of one kind of eyes get and lose. */
export interface Difference<T> {
  readonly gained: readonly T[]
  readonly lost: readonly T[]
}

export interface EyesDifference {
  readonly people: readonly string[]
  readonly isAnonymous: boolean
  readonly roles: Difference<number>
  readonly permissions: Difference<string>
  readonly pages: Difference<string>
  readonly objects: Readonly<Record<Kind, Difference<number>>>
  readonly administrator: 'gained' | 'lost' | null
  readonly account: 'gained' | 'lost' | null
}

const differenceOf = <T>(before: Iterable<T>, after: Iterable<T>): Difference<T> => {
  const [old, fresh] = [new Set(before), new Set(after)]
  return { gained: [...fresh].filter((one) => !old.has(one)), lost: [...old].filter((one) => !fresh.has(one)) }
}

const isNone = ({ gained, lost }: Difference<unknown>): boolean => gained.length + lost.length === 0

/** A permission as one text that {@link permissionOf} reads again. */
export const keyOf = ({ verb, view }: Permission): string => JSON.stringify([verb, view])

export const permissionOf = (key: string): Permission => {
  const [verb = '', view = ''] = JSON.parse(key) as readonly string[]
  return { verb, view }
}

const keysOf = (actor: Actor | null): readonly string[] =>
  actor === null
    ? []
    : [
        ...[...actor.permissions].map((key) => {
          const at = key.indexOf(' on ')
          return keyOf({ verb: key.slice(0, at), view: key.slice(at + 4) })
        }),
        ...OBJECT_VERBS.flatMap((verb) => [...actor.objects[verb]].map((view) => keyOf({ verb, view }))),
      ]

/** The same for permissions themselves. */
export const permissionDifference = (before: readonly Permission[], after: readonly Permission[]): Difference<string> =>
  differenceOf(before.map(keyOf), after.map(keyOf))

const NONE = { gained: [], lost: [] } as const

const turned = (before: boolean, after: boolean): 'gained' | 'lost' | null => (before === after ? null : after ? 'gained' : 'lost')

export type Look = (actor: Actor | null, kind: Kind, gone?: readonly number[]) => Promise<ReadonlySet<number>>

const NOTHING: ReadonlySet<number> = new Set()

/** Reads what actors see, each kind of object once for equal eyes. `gone`: roles that would not be there. */
export const looker = (ctx: Context): Look => {
  const seen = new Map<string, Promise<ReadonlySet<number>>>()
  return (actor, kind, gone = []) => {
    if (actor === null) return Promise.resolve(NOTHING)
    const key = JSON.stringify([kind, actor.id, actor.roles.map((role) => role.id), keysOf(actor), kind === 'dashboard' ? gone : []])
    const known = seen.get(key) ?? readableIds(ctx, actor, kind, gone)
    seen.set(key, known)
    return known
  }
}

const roleIds = (actor: Actor | null): readonly number[] => (actor?.roles ?? []).map((role) => role.id)

/** What changes for people of one kind; null: nothing does. `opened`: the roles that go leave dashboards that no other role keeps for its people. */
export const eyesDifference = async (
  look: Look,
  { before, after, people }: Eyes,
  { gone, opened }: { readonly gone: readonly number[]; readonly opened: boolean },
): Promise<EyesDifference | null> => {
  const roles = differenceOf(roleIds(before), roleIds(after))
  const permissions = differenceOf(keysOf(before), keysOf(after))
  const account = turned(before !== null, after !== null)
  const isSame = isNone(roles) && isNone(permissions) && account === null
  if (isSame && !opened) return null
  const objects: Record<Kind, Difference<number>> = { dashboard: NONE, chart: NONE, dataset: NONE, database: NONE }
  for (const kind of isSame ? (['dashboard'] as const) : KINDS) objects[kind] = differenceOf(await look(before, kind), await look(after, kind, gone))
  if (isSame && isNone(objects.dashboard)) return null
  return {
    people,
    isAnonymous: (before ?? after)?.kind === 'anonymous',
    roles,
    permissions,
    pages: differenceOf(before === null ? [] : pagesOf(before), after === null ? [] : pagesOf(after)),
    objects,
    administrator: turned(before?.isAdmin === true, after?.isAdmin === true),
    account,
  }
}

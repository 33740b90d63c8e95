import type { Actor } from '@coset/access'
import type { RightsChange, RoleChange } from '@coset/contract'
import type { Context } from '../../context.ts'
import { lastAdministrator } from '../../security/access-change.ts'
import { dangerOf } from './dangers.ts'
import { type Difference, type EyesDifference, eyesDifference, keyOf, looker, permissionOf } from './difference.ts'
import { eyesOf } from './eyes.ts'
import { byText, type Names, namesFor } from './names.ts'
import { KINDS, type Kind, leavesOpen } from './readable.ts'
import { type Change, isAdministered, rolesByAccount, type Standing } from './standing.ts'

/** Kinds of eyes that one answer looks through at most. */
const MOST_EYES = 300

type Way = 'gained' | 'lost'
type Facts = Omit<RightsChange, 'roles' | 'accounts'>

/** People by what they get or lose. */
const peopleBy = <T>(all: readonly EyesDifference[], of: (one: EyesDifference) => readonly T[]): ReadonlyMap<T, readonly string[]> => {
  const by = new Map<T, string[]>()
  for (const one of all)
    for (const what of of(one)) {
      const known = by.get(what)
      if (known === undefined) by.set(what, [...one.people])
      else known.push(...one.people)
    }
  return by
}

const permissionsIn = (by: ReadonlyMap<string, readonly string[]>, names: Names, more: readonly string[]): RoleChange['permissions'][Way] =>
  [...new Set([...more, ...by.keys()])]
    .map((key) => ({ ...permissionOf(key), people: names.people(by.get(key) ?? []), danger: dangerOf(permissionOf(key)) }))
    .sort((a, b) => Number(b.danger !== null) - Number(a.danger !== null) || byText(a.view, b.view) || byText(a.verb, b.verb))

const objectsIn = (all: readonly EyesDifference[], names: Names, kind: Kind, way: Way): RoleChange['objects'][number][Way] => {
  const touched = all.filter((one) => one.objects[kind][way].length > 0)
  const ids = new Set(touched.flatMap((one) => [...one.objects[kind][way]]))
  return { ...names.objects(kind, ids), people: names.people(touched.flatMap((one) => [...one.people])) }
}

const bothWays = <T>(make: (way: Way) => T): Record<Way, T> => ({ gained: make('gained'), lost: make('lost') })

const peopleOf = (all: readonly EyesDifference[], fits: (one: EyesDifference) => boolean): readonly string[] =>
  all.filter(fits).flatMap((one) => [...one.people])

interface Calculated {
  readonly names: Names
  readonly differences: readonly EyesDifference[]
  readonly complete: boolean
}

const calculate = async (ctx: Context, actor: Actor, change: Change): Promise<Calculated> => {
  const look = looker(ctx)
  const gone = [...change.before.roles.keys()].filter((id) => !change.after.roles.has(id))
  const opened = await leavesOpen(ctx, gone)
  const eyes = await eyesOf(ctx, change, opened)
  const differences: EyesDifference[] = []
  for (const one of eyes.slice(0, MOST_EYES)) {
    const found = await eyesDifference(look, one, { gone, opened })
    if (found !== null) differences.push(found)
  }
  return { names: await namesFor(ctx, actor, look), differences, complete: eyes.length <= MOST_EYES }
}

const factsOf = (
  { names, differences: all, complete }: Calculated,
  told: (key: string) => string,
  more: Difference<string> = { gained: [], lost: [] },
): Facts => {
  const pages = bothWays((way) => peopleBy(all, (one) => one.pages[way]))
  return {
    affected: names.people(peopleOf(all, () => true)),
    administrators: bothWays((way) => names.people(peopleOf(all, (one) => one.administrator === way))),
    permissions: bothWays((way) =>
      permissionsIn(
        peopleBy(all, (one) => [...new Set(one.permissions[way].map(told))]),
        names,
        more[way],
      ),
    ),
    objects: KINDS.map((kind) => ({ kind, ...bothWays((way) => objectsIn(all, names, kind, way)) })),
    pages: bothWays((way) => [...pages[way]].map(([name, people]) => ({ name, people: names.people(people) }))),
    anonymous: all.some((one) => one.isAnonymous),
    complete,
  }
}

const holdersOf = (standing: Standing, role: number): ReadonlySet<string> =>
  new Set([...rolesByAccount(standing)].flatMap(([id, roles]) => (roles.has(role) ? (standing.accounts.get(id)?.username ?? []) : [])))

/** What a change of one role opens and closes. `permissions`: what the role itself gets and loses, whoever holds it. */
export const roleChange = async (
  ctx: Context,
  actor: Actor,
  change: Change,
  { id, permissions }: { readonly id: number; readonly permissions: Difference<string> },
): Promise<RoleChange> => {
  const calculated = await calculate(ctx, actor, change)
  const [held, wanted] = [holdersOf(change.before, id), holdersOf(change.after, id)]
  const only = (some: ReadonlySet<string>, others: ReadonlySet<string>) => calculated.names.people([...some].filter((name) => !others.has(name)))
  return { people: { gained: only(wanted, held), lost: only(held, wanted) }, ...factsOf(calculated, (key) => key, permissions) }
}

/** What any other change of rights opens and closes. Throws Unprocessable when nobody would be left who administers. */
export const rightsChange = async (ctx: Context, actor: Actor, change: Change): Promise<RightsChange> => {
  if (isAdministered(change.before) && !isAdministered(change.after)) throw lastAdministrator()
  const calculated = await calculate(ctx, actor, change)
  const { names, differences } = calculated
  const nameOf = new Map([...change.before.roles, ...change.after.roles])
  return {
    roles: bothWays((way) =>
      [...peopleBy(differences, (one) => one.roles[way])]
        .map(([id, people]) => ({ name: names.role(id, nameOf.get(id) ?? ''), people: names.people(people) }))
        .sort((a, b) => byText(a.name ?? '', b.name ?? '')),
    ),
    accounts: bothWays((way) => names.people(peopleOf(differences, (one) => one.account === way))),
    ...factsOf(calculated, (key) => keyOf(names.permission(permissionOf(key)))),
  }
}

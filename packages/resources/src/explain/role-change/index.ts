import { type Actor, can } from '@coset/access'
import type { contract, RoleChange } from '@coset/contract'
import type { Context } from '../../context.ts'
import type { Call } from '../../resource.ts'
import { dangerOf } from './dangers.ts'
import { type EyesDifference, eyesDifference, looker, permissionDifference, permissionOf } from './difference.ts'
import { eyesOf } from './people.ts'
import { plannedRole } from './plan.ts'
import { KINDS, type Kind, namesOfKind } from './readable.ts'

const SHOWN = 25
/** Kinds of eyes that one answer looks through at most. */
const MOST_EYES = 300

type Some = RoleChange['affected']
type Way = 'gained' | 'lost'

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Names {
  /** People by user name, as far as the asker may know them. */
  people(names: Iterable<string>): Some
  objects(kind: Kind, ids: ReadonlySet<number>): Some
}

/** Who asks learns the names of people and objects that they see anyway; others are counted. */
const namesFor = async (ctx: Context, actor: Actor, look: ReturnType<typeof looker>): Promise<Names> => {
  const knowsPeople = can(actor, { verb: 'can_get', view: 'User' })
  const names = new Map<Kind, ReadonlyMap<number, string>>()
  for (const kind of KINDS) {
    const own = await look(actor, kind)
    names.set(kind, new Map([...(await namesOfKind(ctx, kind))].filter(([id]) => own.has(id))))
  }
  return {
    people: (all) => {
      const sorted = [...new Set(all)].sort(byText)
      return { count: sorted.length, names: knowsPeople ? sorted.slice(0, SHOWN) : [] }
    },
    objects: (kind, ids) => ({
      count: ids.size,
      names: [...ids]
        .flatMap((id) => names.get(kind)?.get(id) ?? [])
        .sort(byText)
        .slice(0, SHOWN),
    }),
  }
}

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

const permissionsIn = (all: readonly EyesDifference[], names: Names, way: Way, ofRole: readonly string[]): RoleChange['permissions'][Way] => {
  const by = peopleBy(all, (one) => one.permissions[way])
  return [...new Set([...ofRole, ...by.keys()])]
    .map((key) => ({ ...permissionOf(key), people: names.people(by.get(key) ?? []), danger: dangerOf(permissionOf(key)) }))
    .sort((a, b) => Number(b.danger !== null) - Number(a.danger !== null) || byText(a.view, b.view) || byText(a.verb, b.verb))
}

const objectsIn = (all: readonly EyesDifference[], names: Names, kind: Kind, way: Way): RoleChange['objects'][number][Way] => {
  const touched = all.filter((one) => one.objects[kind][way].length > 0)
  const ids = new Set(touched.flatMap((one) => [...one.objects[kind][way]]))
  return { ...names.objects(kind, ids), people: names.people(touched.flatMap((one) => [...one.people])) }
}

const bothWays = <T>(make: (way: Way) => T): Record<Way, T> => ({ gained: make('gained'), lost: make('lost') })

/** `POST /api/v1/explain/role_change`. */
export const explainRoleChange = async ({ ctx, actor, body }: Call<typeof contract.explain.roleChange>): Promise<{ readonly result: RoleChange }> => {
  const { role, before, after } = await plannedRole(ctx, actor, body)
  const look = looker(ctx)
  const eyes = await eyesOf(ctx, role, { before, after })
  const all: EyesDifference[] = []
  let anonymous = false
  for (const one of eyes.slice(0, MOST_EYES)) {
    const found = await eyesDifference(look, one)
    if (found === null) continue
    all.push(found)
    anonymous ||= one.before.kind === 'anonymous'
  }
  const names = await namesFor(ctx, actor, look)
  const ofRole = permissionDifference(before.permissions, after.permissions)
  const pages = bothWays((way) => peopleBy(all, (one) => one.pages[way]))
  const active = new Map(eyes.flatMap((one) => one.ids.map((id, i) => [id, one.people[i] ?? ''] as const)))
  const only = (some: ReadonlySet<number>, others: ReadonlySet<number>): Some =>
    names.people([...active].filter(([id]) => some.has(id) && !others.has(id)).map(([, name]) => name))
  return {
    result: {
      people: { gained: only(after.holders, before.holders), lost: only(before.holders, after.holders) },
      affected: names.people(all.flatMap((one) => [...one.people])),
      administrators: bothWays((way) => names.people(all.filter((one) => one.administrator === way).flatMap((one) => [...one.people]))),
      permissions: bothWays((way) => permissionsIn(all, names, way, ofRole[way])),
      objects: KINDS.map((kind) => ({ kind, ...bothWays((way) => objectsIn(all, names, kind, way)) })),
      pages: bothWays((way) => [...pages[way]].map(([name, people]) => ({ name, people: names.people(people) }))),
      anonymous,
      complete: eyes.length <= MOST_EYES,
    },
  }
}

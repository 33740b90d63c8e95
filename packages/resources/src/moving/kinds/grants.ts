import { databaseView, datasetView, idOfView } from '@coset/access'
import { ensurePermission } from '../../security/permissions.ts'
import { arrived, idsOf, type Move, note } from '../move.ts'

interface Named {
  readonly verb: string
  readonly view: string
}

/** The names of permissions of the other site by their ids. */
const permissionsThere = async ({ source }: Move): Promise<ReadonlyMap<number, Named>> => {
  const verbs = new Map((await source.rows('ab_permission')).map((row) => [row.id, row.text('name') ?? '']))
  const views = new Map((await source.rows('ab_view_menu')).map((row) => [row.id, row.text('name') ?? '']))
  return new Map(
    (await source.rows('ab_permission_view')).map((row) => [
      row.id,
      { verb: verbs.get(row.int('permission_id') ?? 0) ?? '', view: views.get(row.int('view_menu_id') ?? 0) ?? '' },
    ]),
  )
}

/** A permission as it is called here: objects carry our ids. Null for what did not come. */
const asHere = async (move: Move, { verb, view }: Named): Promise<Named | null> => {
  const id = idOfView(view)
  if (verb === 'database_access' && id !== null) {
    const row = await move.db
      .selectFrom('databases')
      .select(['id', 'database_name'])
      .where('id', '=', idsOf(move, 'database').get(id) ?? 0)
      .executeTakeFirst()
    return row === undefined ? null : { verb, view: databaseView({ id: row.id, name: row.database_name }) }
  }
  if (verb !== 'datasource_access' || id === null) return { verb, view }
  const row = await move.db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['datasets.id', 'table_name', 'database_name'])
    .where('datasets.id', '=', idsOf(move, 'dataset').get(id) ?? 0)
    .executeTakeFirst()
  return row === undefined ? null : { verb, view: datasetView(row.database_name, { id: row.id, tableName: row.table_name }) }
}

/** What the roles that came in this run may do; roles that were here before, the built-in ones too, stay as they are. */
export const grants = async (move: Move): Promise<void> => {
  const roles = new Map([...idsOf(move, 'role')].filter(([source]) => arrived(move, 'role', source)))
  if (roles.size === 0) return
  const there = await permissionsThere(move)
  const ours = new Map<number, number | null>()
  const permissionOf = async (id: number): Promise<number | null> => {
    const known = ours.get(id)
    if (known !== undefined) return known
    const named = there.get(id)
    const here = named === undefined ? null : await asHere(move, named)
    const made = here === null ? null : await ensurePermission(move.db, move.ctx.metadata.kind, here)
    ours.set(id, made)
    return made
  }
  let lost = 0
  for (const row of await move.source.rows('ab_permission_view_role')) {
    const role_id = roles.get(row.int('role_id') ?? 0)
    if (role_id === undefined) continue
    const permission_id = await permissionOf(row.int('permission_view_id') ?? 0)
    if (permission_id === null) lost += 1
    else {
      await move.db.deleteFrom('role_permissions').where('role_id', '=', role_id).where('permission_id', '=', permission_id).execute()
      await move.db.insertInto('role_permissions').values({ role_id, permission_id }).execute()
    }
  }
  if (lost > 0) note(move, 'role', `${lost} permissions`, 'note', 'were on objects that did not come')
}

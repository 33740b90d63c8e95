import { databaseView, idOfView } from '@coset/access'
import { addDatabasePermissions } from '../../security/permissions.ts'
import { captureGrants, restoreGrants } from '../grants.ts'
import { idOf, textOf } from '../snapshot.ts'
import { freeValue, inBrackets, tableKind } from './table-kind.ts'

/** The password and other credentials, also those of its SSH server, stay sealed in the snapshot. */
export const databaseKind = tableKind({
  kind: 'database',
  table: 'databases',
  noun: 'database',
  writes: [{ verb: 'can_write', view: 'Database' }],
  nameColumn: 'database_name',
  parts: [{ name: 'ssh_tunnel', table: 'ssh_tunnels', own: 'database_id', trashOnly: true }],
  words: () => [],
  more: async (db, row) => {
    const name = textOf(row['database_name'])
    const own = databaseView({ id: Number(row['id']), name })
    const views = await db.selectFrom('permission_views').select('name').where('name', 'like', '[%').execute()
    return captureGrants(
      db,
      // Views that end with an id are those of datasets, or of another database
      views.map((view) => view.name).filter((view) => view === own || (view.startsWith(`[${name}].[`) && idOfView(view) === null)),
    )
  },
  prepare: async (putting, { row }) => ({
    ...row,
    database_name: await freeValue(putting, 'databases', 'database_name', textOf(row['database_name']), { longest: 250, numbered: inBrackets }),
  }),
  after: async (putting, snapshot, row) => {
    const [was, name] = [textOf(snapshot.row['database_name']), textOf(row['database_name'])]
    await addDatabasePermissions(putting.db, putting.ctx.metadata.kind, { id: idOf(snapshot), name })
    await restoreGrants(putting, snapshot, (view) => `[${name}]${view.slice(was.length + 2)}`)
  },
})

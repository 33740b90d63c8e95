import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { audit, columnKinds } from './column-kinds.ts'

/** Dashboards that other sites may show, and which sites those are. */
export const embedding = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    const keyed = k.table(db, 'embedded_dashboards').addColumn('uuid', 'varchar(36)', (c) => c.primaryKey())
    const t = k.long(k.link(keyed, 'dashboard_id', 'dashboards', 'cascade'), 'allow_domain_list', true)
    await audit(k, t).addUniqueConstraint('uq_embedded_dashboards', ['dashboard_id']).execute()
  },
})

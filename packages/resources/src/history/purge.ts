import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { defineJob, type JobDefinition } from '../jobs/definition.ts'
import type { ScheduleSource } from '../jobs/schedule.ts'
import { KINDS } from './kinds/registry.ts'
import { VERSIONED } from './snapshot.ts'
import { forgetEntries } from './trash.ts'

const DAY_MS = 86_400_000
const AT_ONCE = 200

/** Versions of objects that are neither there nor in the trash: whoever gets such an id later must not find them. */
const forgetOrphans = async ({ metadata: { db } }: Context): Promise<void> => {
  for (const kind of VERSIONED)
    await sql`delete from object_versions where kind = ${kind}
      and not exists (select 1 from ${sql.table(KINDS[kind].table)} as o where o.id = object_versions.object_id)
      and not exists (select 1 from trash where trash.kind = ${kind} and trash.object_id = object_versions.object_id)`.execute(db)
}

/** Forgets what has been in the trash for longer than it is kept. */
export const purgeTrash = defineJob({
  name: 'maintenance.trash',
  queue: 'maintenance',
  payload: z.strictObject({}),
  timeoutMs: () => 600_000,
  maxAttempts: 3,
  backoffMs: 60_000,
  run: async (ctx, _payload, { signal }) => {
    await forgetOrphans(ctx)
    const days = ctx.settings.trashRetentionDays
    if (days === 0) return
    const before = ctx.clock.now() - days * DAY_MS
    for (let more = true; more && !signal.aborted; )
      more = await ctx.metadata.db.transaction().execute(async (db) => {
        const rows = await db.selectFrom('trash').select(['id', 'kind', 'object_id']).where('deleted_on', '<', before).orderBy('id').limit(AT_ONCE).execute()
        await forgetEntries(db, rows)
        return rows.length === AT_ONCE
      })
  },
}) as JobDefinition

export const trashSchedules: ScheduleSource = async () => [
  { name: 'maintenance.trash', crontab: '37 0 * * *', timezone: 'UTC', since: 0, definition: purgeTrash, payload: () => ({}) },
]

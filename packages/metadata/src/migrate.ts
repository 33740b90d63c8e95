import { InternalError } from '@coset/core'
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { initial } from './migrations/0001-initial.ts'
import { sqlLab } from './migrations/0002-sql-lab.ts'
import { jobTables } from './migrations/0003-jobs.ts'
import { reports } from './migrations/0004-reports.ts'
import { embedding } from './migrations/0005-embedding.ts'
import { security } from './migrations/0006-security.ts'
import { moving } from './migrations/0007-moving.ts'
import { signingIn } from './migrations/0008-signing-in.ts'
import { history } from './migrations/0009-history.ts'
import { waysToDatabases } from './migrations/0010-ways-to-databases.ts'
import { listIndexes } from './migrations/0011-list-indexes.ts'
import { viewingAs } from './migrations/0012-viewing-as.ts'
import { contentMarks } from './migrations/0013-content-mark.ts'
import { changesOfGroups } from './migrations/0014-changes-of-groups.ts'
import type { MetadataKind } from './open.ts'
import type { Tables } from './tables.ts'

/** Name → migration, in order. A released migration is never edited. */
const migrations = (kind: MetadataKind): Record<string, Migration> => ({
  '0001-initial': initial(kind),
  '0002-sql-lab': sqlLab(kind),
  '0003-jobs': jobTables(kind),
  '0004-reports': reports(kind),
  '0005-embedding': embedding(kind),
  '0006-security': security(kind),
  '0007-moving': moving(kind),
  '0008-signing-in': signingIn(kind),
  '0009-history': history(kind),
  '0010-ways-to-databases': waysToDatabases(kind),
  '0011-list-indexes': listIndexes(),
  '0012-viewing-as': viewingAs(),
  '0013-content-mark': contentMarks(),
  '0014-changes-of-groups': changesOfGroups(),
})

/** Applies what is missing, up to a step where one is named; several processes may call it at once. Throws InternalError with the failing step's name. */
export const migrate = async (db: Kysely<Tables>, kind: MetadataKind, upTo: string | null = null): Promise<void> => {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } })
  const { error, results } = await (upTo === null ? migrator.migrateToLatest() : migrator.migrateTo(upTo))
  if (error === undefined) return
  const failed = results?.find((r) => r.status === 'Error')?.migrationName ?? 'unknown'
  throw new InternalError(`migration ${failed} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}

import type { AppError } from '@coset/core'
import type { Dialect } from '@coset/sql'
import { mysqlDialect } from './dialect.ts'
import { describeMysqlError } from './errors.ts'

/** What a member on MySQL's wire does differently from MySQL. */
export interface MysqlFlavour {
  readonly label: string
  readonly dialect: Dialect
  readonly defaultPort: number
  readonly describeError: (error: unknown) => AppError
  /** SETs of a new session, one statement; empty for none. */
  readonly settings: string
  /** Sets a session to reading or writing; null where that cannot be said, and what is no query is refused here. */
  readonly accessMode: ((readOnly: boolean) => string) | null
  /** Ends what a statement left open, and takes a late KILL, which would hit the next one. */
  readonly closing: string
  readonly catalogs: {
    readonly list: string
    readonly use: (catalog: string) => string
    /** The catalog of addresses that name none. */
    readonly own: string
  } | null
  /** Makes the session act for another user. */
  readonly actAs: ((user: string) => string) | null
  readonly explainsJson: boolean
}

export const mysqlFlavour: MysqlFlavour = {
  label: 'MySQL',
  dialect: mysqlDialect,
  defaultPort: 3306,
  describeError: describeMysqlError,
  // A known mode: without NO_BACKSLASH_ESCAPES and ANSI_QUOTES, whose absence the literals rely on.
  settings: "SET time_zone = '+00:00', sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  // The session's mode, since statements that commit by themselves (CREATE, DROP, GRANT) leave a read-only transaction behind.
  accessMode: (readOnly) => `SET SESSION TRANSACTION READ ${readOnly ? 'ONLY' : 'WRITE'}`,
  closing: 'ROLLBACK',
  catalogs: null,
  actAs: null,
  explainsJson: true,
}

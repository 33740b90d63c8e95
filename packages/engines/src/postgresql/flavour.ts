import type { AppError } from '@coset/core'
import type { Dialect } from '@coset/sql'
import type { QueryRequest } from '../port.ts'
import type { Introspection } from '../running/sql-connection.ts'
import { refuseWrites } from '../shared-sql/only-reads.ts'
import { postgresqlDialect } from './dialect.ts'
import { describePostgresqlError } from './errors.ts'

/** What a member on PostgreSQL's wire does differently from PostgreSQL. */
export interface PgFlavour {
  readonly label: string
  readonly dialect: Dialect
  readonly defaultPort: number
  readonly describeError: (error: unknown) => AppError
  /** SETs of a new session, one text. */
  readonly settings: string
  /** Statements that are sent before a statement. */
  readonly opening: (request: QueryRequest) => readonly string[]
  /** They may be sent with the statement as one run of the extended protocol; else as one text before it. */
  readonly pipelined: boolean
  /** Gives a session back as it came. Sessions that could write are not used again. */
  readonly closing: string
  /** Stops a statement by SQL from another session; null: by the wire's own cancel message. */
  readonly cancelSql: ((processId: number) => string) | null
  /** Null: by `pg_catalog`, keys and indexes included. */
  readonly introspection: Introspection | null
  /** Plans can be told as JSON with their costs. */
  readonly explainsJson: boolean
}

/** A read-only transaction with time-out and schema; a rollback takes every SET with it. */
export const opening =
  (dialect: Pick<Dialect, 'quoteIdentifier'>) =>
  (request: QueryRequest): readonly string[] => {
    const parts: string[] = []
    if (request.readOnly !== false) parts.push('BEGIN READ ONLY')
    const local = request.readOnly === false ? '' : 'LOCAL '
    if (request.timeoutMs !== undefined) parts.push(`SET ${local}statement_timeout = ${Math.ceil(request.timeoutMs) + 1_000}`)
    if (request.schema) parts.push(`SET ${local}search_path TO ${dialect.quoteIdentifier(request.schema)}`)
    return parts
  }

/** For engines without read-only transactions: what is no query is refused here, and only the schema is set. Throws EngineFailure. */
export const withoutTransaction =
  (dialect: Pick<Dialect, 'quoteIdentifier' | 'grammar'>) =>
  (request: QueryRequest): readonly string[] => {
    if (request.readOnly !== false) refuseWrites(request.sql, dialect.grammar)
    return request.schema ? [`SET search_path TO ${dialect.quoteIdentifier(request.schema)}`] : []
  }

export const postgresqlFlavour: PgFlavour = {
  label: 'PostgreSQL',
  dialect: postgresqlDialect,
  defaultPort: 5432,
  describeError: describePostgresqlError,
  settings:
    "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'; SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'",
  opening: opening(postgresqlDialect),
  pipelined: true,
  closing: 'ROLLBACK; SELECT pg_advisory_unlock_all()',
  cancelSql: (processId) => `SELECT pg_cancel_backend(${processId})`,
  introspection: null,
  explainsJson: true,
}

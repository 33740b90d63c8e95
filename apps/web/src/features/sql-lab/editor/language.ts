import { MSSQL, MySQL, PLSQL, PostgreSQL, type SQLDialect, SQLite, StandardSQL } from '@codemirror/lang-sql'

const DIALECTS: Readonly<Record<string, SQLDialect>> = {
  postgresql: PostgreSQL,
  redshift: PostgreSQL,
  cockroachdb: PostgreSQL,
  duckdb: PostgreSQL,
  mysql: MySQL,
  starrocks: MySQL,
  doris: MySQL,
  sqlite: SQLite,
  mssql: MSSQL,
  oracle: PLSQL,
}

/** How the editor colours and completes an engine's SQL. */
export const dialectOf = (backend: string | undefined): SQLDialect => (backend === undefined ? StandardSQL : (DIALECTS[backend] ?? StandardSQL))

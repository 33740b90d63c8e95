import { MSSQL, MySQL, PLSQL, PostgreSQL, type SQLDialect, SQLite, StandardSQL, sql } from '@codemirror/lang-sql'
import { useMemo } from 'react'
import { CodeEditor, type CodeEditorProps } from '../code-editor/index.tsx'

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

const language = (backend: string | undefined) => sql({ dialect: DIALECTS[backend ?? ''] ?? StandardSQL, upperCaseKeywords: true })

interface Props extends Omit<CodeEditorProps, 'language'> {
  /** Engine whose SQL it colours; absent: plain SQL. */
  readonly backend?: string | undefined
}

/** A field of a form for SQL. */
export const SqlEditor = ({ backend, ...rest }: Props) => {
  const dialect = useMemo(() => language(backend), [backend])
  return <CodeEditor {...rest} language={dialect} />
}

export type { ClauseKind, SqlAnalyzer, Statement, StatementKind, TableRef } from './analyzer.ts'
export type { Dialect } from './dialect.ts'

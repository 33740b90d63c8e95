export type { ClauseKind, SqlAnalyzer, Statement, StatementKind, TableRef } from './analyzer.ts'
export { createSqlAnalyzer } from './create-analyzer.ts'
export type { Dialect } from './dialect.ts'
export { type Token, type TokenKind, tokenize } from './tokenizer/tokenize.ts'

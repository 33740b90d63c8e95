import { AppError } from '@coset/core'
import { expect, it } from 'vitest'
import { refuseWrites } from './only-reads.ts'

it.each([
  'SELECT 1',
  '-- note\n select load, replace(a) from t',
  'WITH a AS (SELECT 1) SELECT load FROM a',
  "WITH a AS (SELECT 'INSERT') SELECT * FROM a",
  '(SELECT 1) UNION (SELECT 2)',
  'SHOW TABLES',
  'EXPLAIN INSERT INTO t VALUES (1)',
  'EXPLAIN ANALYZE SELECT 1',
  "SELECT 'drop table t'",
])('lets pass: %s', (sql) => expect(() => refuseWrites(sql, 'trino')).not.toThrow())

it.each([
  '',
  '-- only a comment',
  'INSERT INTO t VALUES (1)',
  'insert into t select 1',
  '/* x */ DROP TABLE t',
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  'WITH a AS (SELECT 1) DELETE FROM t',
  'EXPLAIN ANALYZE INSERT INTO t VALUES (1)',
  'EXPLAIN (ANALYZE) DELETE FROM t',
  'SELECT 1 INTO t',
  'SET SESSION x = 1',
  "SELECT 'open",
])('refuses: %s', (sql) => expect(() => refuseWrites(sql, 'trino')).toThrow(AppError))

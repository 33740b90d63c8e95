import { expect, test } from 'vitest'
import { splitWith } from './with.ts'

test.each([
  ['SELECT 1', null],
  ['WITH a AS (SELECT 1) SELECT * FROM a', { ctes: 'WITH a AS (SELECT 1)', body: 'SELECT * FROM a' }],
  [
    "WITH a (x, y) AS (SELECT ')', (1)), /* ), */ b AS (SELECT * FROM a)\n-- end\nSELECT * FROM b WHERE (x) IN (1)",
    { ctes: "WITH a (x, y) AS (SELECT ')', (1)), /* ), */ b AS (SELECT * FROM a)", body: 'SELECT * FROM b WHERE (x) IN (1)' },
  ],
  ['with a as (select 1) (select * from a)', { ctes: 'with a as (select 1)', body: '(select * from a)' }],
])('%s', (sql, wanted) => expect(splitWith(sql, 'tsql')).toEqual(wanted))

import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import expressions from '../fixtures/time-expressions.json' with { type: 'json' }
import { engineFor } from './registry.ts'

const moment = Date.UTC(2021, 0, 2, 3, 4, 5) + 6.007

describe('time expressions are those of the field', () => {
  for (const [id, expected] of Object.entries(expressions)) {
    it(id, () => {
      const { dialect } = engineFor(id)
      expect(dialect.timeGrains).toEqual(expected.grains)
      // DuckDB lacks the function that the field's tools write.
      if (!['duckdb', 'motherduck'].includes(id)) expect(dialect.epoch).toEqual({ seconds: expected.seconds, milliseconds: expected.milliseconds })
    })
  }
})

describe('time literals', () => {
  const cases: readonly (readonly [string, string, string | null])[] = [
    ['postgresql', 'DATE', "TO_DATE('2021-01-02', 'YYYY-MM-DD')"],
    ['postgresql', 'TIMESTAMP WITHOUT TIME ZONE', "TO_TIMESTAMP('2021-01-02 03:04:05.006007', 'YYYY-MM-DD HH24:MI:SS.US')"],
    ['postgresql', 'DATETIMETZ', "TO_TIMESTAMP('2021-01-02 03:04:05.006007', 'YYYY-MM-DD HH24:MI:SS.US')"],
    ['postgresql', 'BIGINT', null],
    ['postgresql', 'TIME', null],
    ['postgresql', 'VARCHAR(10)', null],
    ['mysql', 'DATE', "STR_TO_DATE('2021-01-02', '%Y-%m-%d')"],
    ['mysql', 'DATETIME', "STR_TO_DATE('2021-01-02 03:04:05.006007', '%Y-%m-%d %H:%i:%s.%f')"],
    ['sqlite', 'DATE', "'2021-01-02'"],
    ['sqlite', 'DATETIME', "'2021-01-02 03:04:05.006007'"],
    ['sqlite', 'VARCHAR(20)', "'2021-01-02 03:04:05.006007'"],
    ['duckdb', 'DATE', null],
    ['duckdb', 'TIMESTAMP WITH TIME ZONE', "'2021-01-02 03:04:05.006007'"],
    ['duckdb', 'VARCHAR', "'2021-01-02 03:04:05.006007'"],
    ['redshift', 'TIMESTAMP', "TO_TIMESTAMP('2021-01-02 03:04:05.006007', 'YYYY-MM-DD HH24:MI:SS.US')"],
    ['clickhousedb', 'Date', "toDate('2021-01-02')"],
    ['clickhousedb', 'Nullable(DateTime)', "toDateTime('2021-01-02 03:04:05')"],
    ['clickhousedb', 'String', null],
    ['presto', 'DATE', "DATE '2021-01-02'"],
    ['presto', 'TIMESTAMP', "TIMESTAMP '2021-01-02 03:04:05.006'"],
    ['trino', 'TIMESTAMP(6)', "TIMESTAMP '2021-01-02 03:04:05.006007'"],
    ['trino', 'DATETIME', null],
    ['awsathena', 'TIMESTAMP', "TIMESTAMP '2021-01-02 03:04:05.006'"],
    ['bigquery', 'DATE', "CAST('2021-01-02' AS DATE)"],
    ['bigquery', 'TIMESTAMP', "CAST('2021-01-02T03:04:05.006007' AS TIMESTAMP)"],
    ['bigquery', 'DATETIME', "CAST('2021-01-02T03:04:05.006007' AS DATETIME)"],
    ['bigquery', 'TIME', "CAST('03:04:05.006007' AS TIME)"],
    ['bigquery', 'INTEGER', null],
    ['snowflake', 'DATE', "TO_DATE('2021-01-02')"],
    ['snowflake', 'TIMESTAMP_NTZ', "TO_TIMESTAMP('2021-01-02T03:04:05.006007')"],
    ['snowflake', 'DATETIME', "CAST('2021-01-02T03:04:05.006007' AS DATETIME)"],
    ['mssql', 'DATE', "CONVERT(DATE, '2021-01-02', 23)"],
    ['mssql', 'DATETIME', "CONVERT(DATETIME, '2021-01-02T03:04:05.006', 126)"],
    ['mssql', 'SMALLDATETIME', "CONVERT(SMALLDATETIME, '2021-01-02 03:04:05', 20)"],
    ['databricks', 'DATE', "CAST('2021-01-02' AS DATE)"],
    ['spark', 'TIMESTAMP', "CAST('2021-01-02 03:04:05.006007' AS TIMESTAMP)"],
    ['hive', 'DATETIME', null],
    ['druid', 'DATE', "CAST(TIME_PARSE('2021-01-02') AS DATE)"],
    ['druid', 'TIMESTAMP', "TIME_PARSE('2021-01-02T03:04:05')"],
    ['oracle', 'DATE', "TO_DATE('2021-01-02', 'YYYY-MM-DD')"],
    ['oracle', 'TIMESTAMP(6)', `TO_TIMESTAMP('2021-01-02T03:04:05.006007', 'YYYY-MM-DD"T"HH24:MI:SS.ff6')`],
    ['oracle', 'DATETIME', `TO_DATE('2021-01-02T03:04:05', 'YYYY-MM-DD"T"HH24:MI:SS')`],
  ]
  it.each(cases)('%s %s', (id, type, expected) => expect(engineFor(id).dialect.dateTimeLiteral(type, moment)).toBe(expected))

  it('keeps whole seconds of SQLite without a fraction, and moments before 1970', () => {
    expect(engineFor('sqlite').dialect.dateTimeLiteral('TIMESTAMP', Date.UTC(2021, 0, 1))).toBe("'2021-01-01 00:00:00'")
    expect(engineFor('duckdb').dialect.dateTimeLiteral('TIMESTAMP', -0.5)).toBe("'1969-12-31 23:59:59.999500'")
    expect(engineFor('postgresql').dialect.dateTimeLiteral('DATE', new Date('0001-01-01T00:00:00Z').getTime())).toBe("TO_DATE('0001-01-01', 'YYYY-MM-DD')")
  })

  it('refuses moments that no engine has', () => {
    for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15, -6.3e13])
      expect(() => engineFor('postgresql').dialect.dateTimeLiteral('DATE', at)).toThrow(AppError)
  })
})

describe('generic types', () => {
  const cases: readonly (readonly [string, string, number | null])[] = [
    ['postgresql', 'BIGINT', 0],
    ['postgresql', 'LONGINTEGER', 0],
    ['postgresql', 'double precision', 0],
    ['postgresql', 'NUMERIC(12, 2)', 0],
    ['postgresql', 'VARCHAR(255)', 1],
    ['postgresql', 'STRING', 1],
    ['postgresql', 'JSONB', 1],
    ['postgresql', 'ENUM', 1],
    ['postgresql', 'TIMESTAMP WITHOUT TIME ZONE', 2],
    ['postgresql', 'DATETIME', 2],
    ['postgresql', 'BOOLEAN', 3],
    ['postgresql', 'BYTEA', null],
    ['postgresql', '', null],
    ['mysql', 'TINYINT(1)', 0],
    ['mysql', 'LONGLONG', 0],
    ['mysql', 'MEDIUMTEXT', 1],
    ['mysql', 'BIT(1)', 0],
    ['duckdb', 'HUGEINT', 0],
    ['duckdb', 'UTINYINT', 0],
    ['sqlite', 'INTEGER', 0],
    ['sqlite', 'NVARCHAR(20)', 1],
    ['mssql', 'SMALLDATETIME', 2],
    ['mssql', 'UNIQUEIDENTIFIER', 1],
    ['trino', 'TINYINT', 0],
    ['trino', 'VARBINARY', 1],
    ['presto', 'MAP(VARCHAR, BIGINT)', 1],
    ['hive', 'ROW', 1],
    ['clickhousedb', 'Nullable(Int64)', 0],
    ['clickhousedb', 'LowCardinality(String)', 1],
    ['clickhousedb', 'Array(Int32)', 1],
    ['clickhousedb', "DateTime64(3, 'UTC')", 2],
    ['clickhousedb', 'Enum8', 1],
    ['clickhousedb', 'Bool', 3],
    ['clickhousedb', 'Decimal(10, 2)', 0],
  ]
  it.each(cases)('%s %s', (id, type, expected) => expect(engineFor(id).dialect.genericType(type)).toBe(expected))
})

import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { formatDatabaseUri, parseDatabaseUri } from './uri.ts'

const EMPTY = { driver: null, username: null, password: null, host: null, port: null, database: null, query: {} }

describe('addresses', () => {
  const cases: readonly (readonly [string, object])[] = [
    [
      'postgresql+psycopg2://user:p%40ss%3A%2F@db.example.com:5433/my db?sslmode=require&application_name=a+b',
      {
        engine: 'postgresql',
        driver: 'psycopg2',
        username: 'user',
        password: 'p@ss:/',
        host: 'db.example.com',
        port: 5433,
        database: 'my db',
        query: { sslmode: 'require', application_name: 'a b' },
      },
    ],
    ['sqlite://', { engine: 'sqlite', ...EMPTY }],
    ['sqlite:///:memory:', { engine: 'sqlite', ...EMPTY, database: ':memory:' }],
    ['sqlite:///relative.db', { engine: 'sqlite', ...EMPTY, database: 'relative.db' }],
    ['sqlite:////abs/path/100%25.db', { engine: 'sqlite', ...EMPTY, database: '/abs/path/100%25.db' }],
    ['duckdb:///:memory:', { engine: 'duckdb', ...EMPTY, database: ':memory:' }],
    ['mysql://root@[::1]:3306/x', { engine: 'mysql', ...EMPTY, username: 'root', host: '::1', port: 3306, database: 'x' }],
    ['postgresql://host', { engine: 'postgresql', ...EMPTY, host: 'host' }],
    ['postgresql://u:@host/', { engine: 'postgresql', ...EMPTY, username: 'u', password: '', host: 'host' }],
    ['PostgreSQL://u:a:b@host/x', { engine: 'postgresql', ...EMPTY, username: 'u', password: 'a:b', host: 'host', database: 'x' }],
    ['mysql://h/x?__proto__=1', { engine: 'mysql', ...EMPTY, host: 'h', database: 'x', query: Object.fromEntries([['__proto__', '1']]) }],
  ]
  it.each(cases)('reads %s', (text, expected) => {
    const uri = parseDatabaseUri(text)
    expect(uri).toEqual({ ...EMPTY, ...expected })
    expect(parseDatabaseUri(formatDatabaseUri(uri))).toEqual(uri)
  })

  it.each([
    '',
    'postgresql',
    'postgresql:/x',
    'post gres://x',
    'postgresql://a,b/x',
    'postgresql://a:1,b:2/x',
    'postgresql://h:port/x',
    'postgresql://h:99999/x',
    'postgresql://%zz@h/x',
    'postgresql://h/x\0',
    `postgresql://${'a'.repeat(5_000)}`,
  ])('refuses %j', (text) => expect(() => parseDatabaseUri(text)).toThrow(AppError))

  it('masks and never shows the password', () => {
    const uri = parseDatabaseUri('postgresql://us%20er:s3%40cret@h:1/x?a=b%26c')
    expect(formatDatabaseUri(uri, { maskPassword: true })).toBe('postgresql://us er:XXXXXXXXXX@h:1/x?a=b%26c')
    expect(formatDatabaseUri(uri)).toBe('postgresql://us er:s3%40cret@h:1/x?a=b%26c')
    expect(formatDatabaseUri(parseDatabaseUri('sqlite:////a/b'), { maskPassword: true })).toBe('sqlite:////a/b')
    try {
      parseDatabaseUri('postgresql://u:s3cret@a,b/x')
    } catch (error) {
      expect(String(error)).not.toContain('s3cret')
    }
  })
})

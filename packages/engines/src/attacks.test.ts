import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { engines } from './registry.ts'
import { parseDatabaseUri } from './uri.ts'

const strict = { allowLocalFiles: false, allowPrivateAddresses: false, fileRoots: [] }
const open = engines.filter(({ connectable }) => connectable)
const files = new Set(['sqlite', 'duckdb', 'motherduck'])
/** Their addresses name an account or a project, and no host. */
const accounts = new Set(['bigquery', 'snowflake'])
const dialling = open.filter(({ id }) => !files.has(id) && !accounts.has(id))

const check = (engine: (typeof engines)[number], rest: string) => () => engine.validate({ uri: parseDatabaseUri(`${engine.id}://${rest}`), policy: strict })
/** What an engine needs beside its host to be valid at all. */
const needed: Readonly<Record<string, string>> = { databricks: '?http_path=/sql/1.0/warehouses/x' }

const PRIVATE = [
  '127.0.0.1',
  'localhost',
  'LOCALHOST.',
  'x.localhost',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '169.254.169.254',
  '10.1.2.3',
  '192.168.0.1',
  '172.20.0.1',
  '0.0.0.0',
  '2130706433',
  '0x7f.1',
  '017700000001',
  '127.1',
  '[fe80::1]',
  '[64:ff9b::a00:1]',
]

describe('private addresses', () => {
  it.each(dialling.map((engine) => [engine.id, engine] as const))('26: %s refuses them all', (_, engine) => {
    for (const host of PRIVATE) expect(check(engine, `u:p@${host}/x${needed[engine.id] ?? ''}`), host).toThrow(AppError)
    expect(check(engine, `u:p@db.example.com/x${needed[engine.id] ?? ''}`)).not.toThrow()
  })

  it('26: are refused in the second address of Pinot', () => {
    const pinot = dialling.find(({ id }) => id === 'pinot')
    if (pinot === undefined) throw new Error('Pinot is missing')
    expect(check(pinot, 'h.example.com/x?controller=http://127.0.0.1:9000')).toThrow(/Private/)
    expect(check(pinot, 'h.example.com/x?controller=http://[::1]:9000')).toThrow(/Private/)
    expect(check(pinot, 'h.example.com/x?controller=file:///etc/passwd')).toThrow(AppError)
  })
})

/** Arguments by which drivers read files, run something at once, follow other hosts or send data of the server away. */
const DANGEROUS = [
  'host=/tmp',
  'hostaddr=127.0.0.1',
  'service=prod',
  'passfile=/etc/passwd',
  'sslkey=/etc/ssl/private/x',
  'sslrootcert=/etc/passwd',
  'unix_socket=/run/mysqld.sock',
  'local_infile=1',
  'allow_local_infile=1',
  'allowLoadLocalInfile=true',
  'allowUrlInLocalInfile=true',
  'autoDeserialize=true',
  'init_command=DROP%20TABLE%20x',
  'init=RUNSCRIPT',
  'INIT=RUNSCRIPT%20FROM%20x',
  'read_default_file=/etc/my.cnf',
  'socketFactory=x',
  'proxy=http://127.0.0.1',
  'plugin_dir=/tmp',
  'mode=rwc',
  'access_mode=READ_WRITE',
  'enable_external_access=true',
  'allow_unsigned_extensions=true',
  'wallet_location=/etc',
  'driver_path=/tmp/x.so',
  'privatekey_path=/etc/ssl/x',
  'credentials_path=/etc/passwd',
  '__proto__=x',
  'constructor=x',
]

describe('arguments of addresses', () => {
  it.each(open.map((engine) => [engine.id, engine] as const))('27: %s takes none that is not listed', (_, engine) => {
    const place = files.has(engine.id) ? '/x' : 'u:p@db.example.com/x'
    for (const argument of DANGEROUS) expect(check(engine, `${place}?${argument}`), argument).toThrow(AppError)
  })
})

describe('drivers', () => {
  it.each(open.map((engine) => [engine.id, engine] as const))('27: %s takes none that it does not know', (id, engine) => {
    const uri = { ...parseDatabaseUri(`${id}://${files.has(id) ? '' : `u:p@db.example.com/x${needed[id] ?? ''}`}`) }
    for (const driver of ['evil', 'jdbc', 'odbc', 'apsw', 'pysqlcipher', '__proto__'])
      if (!(id === 'drill' && driver === 'jdbc') && !(id === 'awsathena' && driver === 'jdbc'))
        expect(() => engine.validate({ uri: { ...uri, driver }, policy: strict }), driver).toThrow(/driver/)
    const known = engine.drivers[0]
    if (known !== undefined && !files.has(id)) expect(() => engine.validate({ uri: { ...uri, driver: known }, policy: strict })).not.toThrow()
  })
})

describe('files', () => {
  it.each(open.map((engine) => [engine.id, engine] as const))('27: %s opens none by its address', (id, engine) => {
    if (files.has(id)) {
      for (const path of ['/etc/passwd', 'file:x?mode=rw', '../x', 'http://127.0.0.1/x', 's3://bucket/x', 'md:/etc/passwd'])
        expect(() => engine.validate({ uri: { ...parseDatabaseUri(`${id}://`), database: path }, policy: strict }), path).toThrow(AppError)
    } else if (!accounts.has(id)) expect(check(engine, '/etc/passwd')).toThrow(AppError)
  })
})

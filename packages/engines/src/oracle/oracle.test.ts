import { AppError } from '@coset/core'
import { expect, it } from 'vitest'
import { parseDatabaseUri } from '../uri.ts'
import { connectString, describeOracleError } from './driver.ts'
import { oracle } from './index.ts'
import { oracleColumn, oracleReader } from './types.ts'

const policy = { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] }
const config = (uri: string) => ({ uri: parseDatabaseUri(uri), engineParams: {}, policy })

it('says which package is missing', async () => {
  const connection = oracle.connect(config('oracle://scott:tiger@127.0.0.1/?service_name=x'))
  await expect(connection.ping()).rejects.toThrow(/npm install oracledb/)
  await connection.close()
})

it('writes addresses that hold one host and one service', () => {
  expect(connectString(config('oracle://u:p@h:1522/?service_name=orcl.example.com'), '8.8.8.8')).toBe(
    '(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=8.8.8.8)(PORT=1522))(CONNECT_DATA=(SERVICE_NAME=orcl.example.com)))',
  )
  expect(connectString(config('oracle://u:p@h/?sid=XE&protocol=tcps'), 'h')).toContain('(PROTOCOL=TCPS)(HOST=h)(PORT=1521))(CONNECT_DATA=(SID=XE))')
  expect(() => connectString(config('oracle://u:p@h/?service_name=x))(ADDRESS=(HOST=evil)'), 'h')).toThrow(AppError)
})

it('reads numbers as texts and moments as epochs', () => {
  const number = { name: 'N', dbTypeName: 'NUMBER', precision: 20, scale: 4 }
  expect([oracleColumn(number), oracleReader(number)('12345678901234.5678')]).toEqual([
    { name: 'N', nativeType: 'NUMBER(20, 4)', type: 'decimal' },
    '12345678901234.5678',
  ])
  expect(oracleReader({ name: 'I', dbTypeName: 'NUMBER', scale: 0 })('9007199254740993')).toBe(9007199254740993n)
  expect(oracleReader({ name: 'T', dbTypeName: 'TIMESTAMP' })(new Date(5))).toBe(5)
})

it('maps the driver', () => {
  const of = (message: string) => describeOracleError(new Error(message))
  expect(of('ORA-00904: "NOPE": invalid identifier')).toMatchObject({ code: 'COLUMN_DOES_NOT_EXIST_ERROR' })
  expect(of('ORA-00942: table or view does not exist')).toMatchObject({ code: 'TABLE_DOES_NOT_EXIST_ERROR' })
  expect(of('ORA-01017: invalid credential or not authorized; logon denied')).toMatchObject({ code: 'CONNECTION_ACCESS_DENIED_ERROR', status: 422 })
  expect(of('ORA-01013: User requested cancel of current operation.')).toMatchObject({ code: 'QUERY_STOPPED' })
  expect(of('NJS-503: connection to host could not be established')).toMatchObject({ code: 'CONNECTION_HOST_DOWN_ERROR' })
})

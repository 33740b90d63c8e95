import { AppError } from '@coset/core'
import { expect, it } from 'vitest'
import { parseDatabaseUri } from '../uri.ts'
import { tlsMode, tlsOptions } from './tls.ts'

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
const config = (serverCert: string | null) => ({
  uri: parseDatabaseUri('postgresql://h/x'),
  engineParams: {},
  policy: { allowLocalFiles: false, allowPrivateAddresses: true, fileRoots: [] },
  serverCert,
})

it('reads the words of PostgreSQL and MySQL, and no others', () => {
  expect(['disable', 'DISABLED', 'require', 'REQUIRED', 'true', 'VERIFY_CA', 'verify-full', 'VERIFY_IDENTITY', undefined].map(tlsMode)).toEqual([
    'disable',
    'disable',
    'require',
    'require',
    'require',
    'verify-ca',
    'verify-full',
    'verify-full',
    undefined,
  ])
  expect(() => tlsMode('yes please')).toThrow(AppError)
})

it('verifies as much as the mode says, and everything with a certificate', () => {
  expect(tlsOptions(config(null), undefined, 'h')).toBeNull()
  expect(tlsOptions(config(null), 'disable', 'h')).toBeNull()
  expect(tlsOptions(config(null), 'prefer', 'h')).toBeNull()
  expect(tlsOptions(config(null), 'require', 'h')).toMatchObject({ rejectUnauthorized: false, servername: 'h' })
  expect(tlsOptions(config(null), 'verify-full', 'h')).toMatchObject({ rejectUnauthorized: true })
  expect(tlsOptions(config(null), 'verify-full', 'h')).not.toHaveProperty('checkServerIdentity')
  expect(tlsOptions(config(PEM), 'verify-ca', 'h')).toMatchObject({ rejectUnauthorized: true, ca: PEM, checkServerIdentity: expect.any(Function) })
  expect(tlsOptions(config(PEM), undefined, '10.0.0.1')).toMatchObject({ rejectUnauthorized: true, ca: PEM, servername: '' })
  for (const wrong of ['/etc/ssl/ca.pem', 'file:///etc/passwd', PEM.slice(0, 40)]) expect(() => tlsOptions(config(wrong), undefined, 'h')).toThrow(AppError)
})

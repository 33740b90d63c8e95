import dns from 'node:dns/promises'
import { syncBuiltinESMExports } from 'node:module'
import { AppError } from '@coset/core'
import { expect, it, vi } from 'vitest'
import { resolveHost, validateNetwork } from './policy.ts'
import { parseDatabaseUri } from './uri.ts'

const strict = { allowLocalFiles: false, allowPrivateAddresses: false, fileRoots: [] }
const check =
  (uri: string, policy = strict) =>
  () =>
    validateNetwork(parseDatabaseUri(uri), policy, ['sslmode'])

it.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.5.4',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[fe80::1]',
  '[fc00::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:a00:1]',
  '[64:ff9b::a00:1]',
  '[2002:a00:1::]',
  '[2001::1]',
  'localhost',
  'LOCALHOST.',
  'x.localhost',
  '127.1',
  '0x7f000001',
  '017700000001',
  '2130706433',
  '0x7f.0.0.1',
])('refuses the private host %s', (host) => {
  expect(check(`postgresql://u@${host}/x`)).toThrow(AppError)
})

it.each(['db.example.com', '8.8.8.8', '[2606:4700::1]', 'my-db_1.internal.example'])('lets %s pass', (host) => {
  expect(check(`postgresql://u@${host}/x?sslmode=require`)).not.toThrow()
})

it('refuses what is no host, and arguments that are not listed', () => {
  for (const uri of ['postgresql:///x', 'postgresql://a b/x', "postgresql://a'b/x", 'postgresql://h/x?host=/tmp', 'postgresql://h/x?SSLMODE=x']) {
    expect(check(uri, { ...strict, allowPrivateAddresses: true }), uri).toThrow(AppError)
  }
})

it('26: looks names up and refuses those with private addresses', async () => {
  await expect(resolveHost('localhost', strict)).rejects.toThrow(/Private/)
  await expect(resolveHost('no-such-host.invalid', strict)).rejects.toMatchObject({ code: 'CONNECTION_INVALID_HOSTNAME_ERROR', status: 422 })
  expect(await resolveHost('localhost', { ...strict, allowPrivateAddresses: true })).toBe('localhost')
})

it('26: a name that is public when it is asked and private afterwards is connected to where it was public', async () => {
  const lookup = vi.spyOn(dns, 'lookup')
  const answer = (address: string) => [{ address, family: 4 }] as never
  lookup.mockResolvedValueOnce(answer('8.8.8.8')).mockResolvedValue(answer('127.0.0.1'))
  syncBuiltinESMExports()
  try {
    expect(await resolveHost('rebinding.example', strict)).toBe('8.8.8.8')
    await expect(resolveHost('rebinding.example', strict)).rejects.toThrow(/Private/)
    lookup.mockResolvedValue([...answer('8.8.8.8'), ...answer('169.254.169.254')] as never)
    await expect(resolveHost('rebinding.example', strict)).rejects.toThrow(/Private/)
  } finally {
    lookup.mockRestore()
    syncBuiltinESMExports()
  }
})

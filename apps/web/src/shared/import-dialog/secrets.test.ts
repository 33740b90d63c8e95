import { expect, test } from 'vitest'
import { lacksOf, together } from './secrets.tsx'

const PATH = 'databases/x.yaml'
const fieldsIn = (text: string): readonly string[] => lacksOf(PATH, text).map((lack) => lack.field)

test('each secret that the server asks for is asked for, and no other', () => {
  expect(fieldsIn('Must provide a password for the database')).toEqual(['passwords'])
  expect(fieldsIn('Must provide a password for the webhook: its address')).toEqual(['passwords'])
  expect(fieldsIn('Must provide a password for the ssh tunnel')).toEqual(['ssh_tunnel_passwords'])
  expect(fieldsIn('Must provide a private key for the ssh tunnel Must provide a private key password for the ssh tunnel')).toEqual([
    'ssh_tunnel_private_key_passwords',
    'ssh_tunnel_private_keys',
  ])
  expect(fieldsIn('{"_schema":["Must provide a password for the database","Must provide a password for the ssh tunnel"]}')).toEqual([
    'ssh_tunnel_passwords',
    'passwords',
  ])
  expect(fieldsIn('Database already exists')).toEqual([])
})

test('a secret is asked for once', () => {
  const lack = { field: 'passwords', path: PATH } as const
  expect(together([lack], [lack, { ...lack, path: 'databases/y.yaml' }])).toHaveLength(2)
})

import { expect, test } from 'vitest'
import { isStored, NO_TUNNEL, sshTunnel, sshValues } from './ssh-values.ts'

const server = { server_address: 'jump.example', server_port: 2222, username: 'jo' }

test('what is stored comes back as it was', () => {
  for (const tunnel of [
    { ...server, password: 'XXXXXXXXXX' },
    { ...server, private_key: 'XXXXXXXXXX' },
    { ...server, private_key: 'XXXXXXXXXX', private_key_password: 'XXXXXXXXXX' },
  ])
    expect(sshTunnel(sshValues(tunnel))).toEqual(tunnel)
  expect(sshTunnel(sshValues(null))).toBeNull()
})

test('only secrets of the chosen kind are sent', () => {
  const values = { ...sshValues({ ...server, private_key: 'XXXXXXXXXX', private_key_password: 'XXXXXXXXXX' }), password: 'new' }
  expect(sshTunnel({ ...values, by: 'password' })).toEqual({ ...server, password: 'new' })
  expect(sshTunnel({ ...values, by: 'key' })).not.toHaveProperty('password')
  expect(sshTunnel({ ...values, on: false })).toBeNull()
})

test('a port that was emptied is for the server to name', () => {
  expect(JSON.stringify(sshTunnel({ ...NO_TUNNEL, on: true, server_port: '' }))).not.toContain('server_port')
  expect([isStored('XXXXXXXXXX'), isStored('')]).toEqual([true, false])
})

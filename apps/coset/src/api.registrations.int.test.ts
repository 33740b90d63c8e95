import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { type Mailbox, openMailbox } from './test-mailbox.ts'
import { whoIs } from './test-routes.ts'
import { passwordOf, startServer, type TestServer } from './test-server.ts'

const SITE = 'https://bi.example.org'
const LIST = '/api/v1/security/user_registrations/'
const WAITING = '/api/v1/coset/registrations'
let mailbox: Mailbox
let server: TestServer
let worker: Awaited<ReturnType<typeof workerOf>>
beforeAll(async () => {
  mailbox = await openMailbox()
  server = await startServer({ config: { smtpUrl: mailbox.url, siteUrl: SITE, registration: true, loginAttempts: 6 } })
  worker = await workerOf(server.running, 'maintenance=1')
})
afterAll(async () => {
  await worker.close(1000)
  await server.close()
  await mailbox[Symbol.asyncDispose]()
})

/** Somebody who waits for activation; adding them by the API sends no mail. */
const waiting = async (username: string): Promise<number> => {
  const person = { username, email: `${username}@example.org`, first_name: username, last_name: 'New', password: passwordOf(username) }
  const made = await server.admin.post(LIST, person)
  expect(made.status).toBe(201)
  return made.json<{ id: number }>().id
}
const mailsTo = (username: string) => mailbox.mails.filter((mail) => JSON.stringify(mail.to).includes(`${username}@example.org`))
const linkOf = (text: string): string => new RegExp(`${SITE}/register/activation/([\\w-]{20,})`).exec(text)?.[1] ?? ''
const activate = (client: Client, id: number) => client.post(`${WAITING}/${id}/activate`)
const resend = (client: Client, id: number) => client.post(`${WAITING}/${id}/resend`)
const login = (username: string) => server.nobody.post('/api/v1/security/login', { username, password: passwordOf(username), provider: 'db' })

describe('a registration', () => {
  test('becomes an account with the roles of the settings, once', async () => {
    const id = await waiting('nora')
    expect((await login('nora')).status).toBe(401)
    expect((await activate(server.admin, id)).json()).toEqual({ message: 'OK' })
    expect((await activate(server.admin, id)).status).toBe(404)
    const { access_token } = (await login('nora')).json<{ access_token: string }>()
    expect((await whoIs(server.nobody.with({ authorization: `Bearer ${access_token}` }))).roles).toEqual(['Public'])
    expect((await server.admin.get(`${LIST}${id}`)).status).toBe(404)
  })

  test('is refused: there is no account, and its links are worth nothing', async () => {
    const id = await waiting('olof')
    expect((await resend(server.admin, id)).status).toBe(200)
    await expect.poll(() => mailsTo('olof').length, { timeout: 15_000 }).toBe(1)
    const token = linkOf(mailsTo('olof')[0]?.text ?? '')
    expect(token).not.toBe('')
    expect((await server.admin.delete(`${LIST}${id}`)).status).toBe(200)
    // Of the same number, where the database gives it again
    const next = await waiting('otto')
    expect((await server.nobody.post(`${WAITING}/activate`, { token })).status).toBe(400)
    expect((await server.admin.get(`${LIST}${next}`)).status).toBe(200)
    expect([(await login('olof')).status, (await login('otto')).status]).toEqual([401, 401])
  })

  test('gets its mail once more, and the link makes the account', async () => {
    const id = await waiting('petra')
    expect((await resend(server.admin, id)).json()).toEqual({ message: 'OK' })
    await expect.poll(() => mailsTo('petra').length, { timeout: 15_000 }).toBe(1)
    const mail = mailsTo('petra')[0]?.text ?? ''
    expect((await server.nobody.post(`${WAITING}/activate`, { token: linkOf(mail) })).status).toBe(200)
    expect((await login('petra')).status).toBe(200)
  })

  test('is not made where an account has the name meanwhile', async () => {
    const id = await waiting('quinn')
    await server.running.ctx.metadata.db.updateTable('register_users').set({ username: 'admin' }).where('id', '=', id).execute()
    expect((await activate(server.admin, id)).status).toBe(422)
    expect((await server.admin.get(`${LIST}${id}`)).status).toBe(200)
  })

  test('24: belongs to those who hold the page: others neither approve nor send, and unknown ones are not there', async () => {
    const id = await waiting('rosa')
    const alpha = await server.person('alma', ['Alpha'])
    for (const ask of [activate, resend]) {
      expect((await ask(server.nobody, id)).status).toBe(401)
      expect((await ask(alpha, id)).status).toBe(403)
      expect((await ask(server.admin, 999_999)).status).toBe(404)
    }
    for (const path of ['0', '-1', 'x', '1%20or%201=1']) expect((await server.admin.post(`${WAITING}/${path}/activate`)).status).not.toBe(200)
    expect(mailsTo('rosa')).toEqual([])
  })

  test('36: mails are not sent without end, and none where the site sends none', async () => {
    const id = await waiting('sara')
    const statuses = []
    for (let i = 0; i < 8; i++) statuses.push((await resend(server.admin, id)).status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(2)
    await using quiet = await startServer()
    const made = await quiet.admin.post(LIST, { username: 'x', email: 'x@example.org', first_name: 'x', last_name: 'x', password: 'some password' })
    expect((await resend(quiet.admin, made.json<{ id: number }>().id)).status).toBe(422)
  })
})

test('the menu names the page where people may register', async () => {
  const menu = (await server.admin.get('/api/v1/menu/')).text
  expect(menu).toContain('"/registrations/"')
  await using closed = await startServer()
  expect((await closed.admin.get('/api/v1/menu/')).text).not.toContain('/registrations/')
})

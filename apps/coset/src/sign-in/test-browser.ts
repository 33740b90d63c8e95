import { createClient } from '@coset/testing'
import type { TestServer } from '../test-server.ts'

export interface Page {
  readonly status: number
  readonly url: URL
  readonly headers: Headers
  readonly text: string
}

/** A browser of one person: cookies by host, redirects followed by hand, forms posted as a page would. */
export interface Browser {
  /** Opens an address without following redirects. */
  open(url: string, form?: Readonly<Record<string, string>>): Promise<Page>
  /** Opens an address and follows redirects until a page stands, or until one leads to where `stop` says. */
  follow(url: string, form?: Readonly<Record<string, string>>, stop?: (url: URL) => boolean): Promise<Page>
  /** Answer of the API of a site, with the cookies of this browser. */
  get(url: string): Promise<{ readonly status: number; json<T>(): T }>
  cookie(origin: string, name: string): string | undefined
}

/** Cookies belong to a host, whatever its port; here every origin has its own, so that servers of a test do not mix. */
export const createBrowser = (): Browser => {
  const jars = new Map<string, ReturnType<typeof createClient>>()
  const jar = (url: URL) => {
    const known = jars.get(url.origin) ?? createClient(url.origin)
    jars.set(url.origin, known)
    return known
  }
  const open: Browser['open'] = async (address, form) => {
    const url = new URL(address)
    const path = url.pathname + url.search
    const answer = form === undefined ? await jar(url).get(path) : await jar(url).post(path, new URLSearchParams({ ...form }))
    return { status: answer.status, url, headers: answer.headers, text: answer.text }
  }
  const follow: Browser['follow'] = async (address, form, stop) => {
    let page = await open(address, form)
    for (let hops = 0; hops < 15; hops++) {
      const location = page.headers.get('location')
      if (page.status < 300 || page.status >= 400 || location === null) return page
      const next = new URL(location, page.url)
      if (stop?.(next) === true) return { ...page, url: next }
      page = await open(next.href)
    }
    throw new Error(`redirects without end at ${page.url.href}`)
  }
  return {
    open,
    follow,
    get: async (address) => {
      const url = new URL(address)
      return jar(url).get(url.pathname + url.search)
    },
    cookie: (origin, name) => jars.get(origin)?.cookie(name),
  }
}

interface Me {
  readonly userId: number
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly roles: readonly string[]
}

/** Who is signed in in a browser; null: nobody. */
export const me = async (server: TestServer, browser: Browser): Promise<Me | null> => {
  const answer = await browser.get(`${server.url}/api/v1/coset/bootstrap`)
  const { user } = answer.json<{ user: { id: number; username: string; email: string; first_name: string; roles: string[] } | null }>()
  return user === null ? null : { userId: user.id, username: user.username, email: user.email, firstName: user.first_name, roles: user.roles }
}

export const rolesOf = async (server: TestServer, browser: Browser): Promise<readonly string[]> => [...((await me(server, browser))?.roles ?? [])].toSorted()

/** The code of the problem that a page leads to. */
export const problemOf = (page: Page): string | null => new URL(page.headers.get('location') ?? '', page.url).searchParams.get('problem')

/** An account that stands in the database already. */
export const addAccount = async (
  server: TestServer,
  account: {
    readonly username: string
    readonly email: string
    readonly password?: string
    readonly is_service?: boolean
    readonly role?: string
    readonly identity?: string
  },
): Promise<number> => {
  const { db } = server.running.ctx.metadata
  const { username, email, password = '', is_service = false } = account
  const now = Date.now()
  const audit = { created_on: now, changed_on: now, created_by: null, changed_by: null }
  const counts = { last_login: null, login_count: 0, fail_login_count: 0 }
  const names = { uuid: crypto.randomUUID(), username, email, first_name: 'A', last_name: 'B' }
  await db
    .insertInto('users')
    .values({ ...names, password, is_service, active: true, ...counts, ...audit })
    .execute()
  const { id } = await db.selectFrom('users').select('id').where('username', '=', username).executeTakeFirstOrThrow()
  await db
    .insertInto('user_roles')
    .values({ user_id: id, role_id: await server.roleId(account.role ?? 'Gamma') })
    .execute()
  if (account.identity !== undefined)
    await db.insertInto('user_identities').values({ provider: account.identity, subject: username, user_id: id, created_on: now, last_used_on: null }).execute()
  return id
}

import type { FastifyInstance } from 'fastify'

/** Where an address of Superset's pages stands here; null: the parts name nothing. `query` is what the address carries. */
type Place = (parts: Readonly<Record<string, string>>, query: URLSearchParams) => string | null

const withQuery = (path: string, query: URLSearchParams, own: Readonly<Record<string, string>> = {}): string => {
  const all = new URLSearchParams(query)
  for (const [name, value] of Object.entries(own)) all.set(name, value)
  const text = all.toString()
  return text === '' ? path : `${path}?${text}`
}

const moved =
  (path: string): Place =>
  (_parts, query) =>
    withQuery(path, query)

/** What charts are drawn from; `p` is a permalink. */
const KINDS: ReadonlySet<string> = new Set(['table', 'query', 'saved_query'])

const ofSource: Place = ({ type = '', id = '' }, query) =>
  /^\d+$/.test(id) && KINDS.has(type) ? withQuery('/explore/', query, { datasource_type: type, datasource_id: id }) : null

/** One line an address: bookmarks, mails and other sites still hold them. */
const PLACES: Readonly<Record<string, Place>> = {
  '/superset/slice/:id/': ({ id = '' }, query) => (/^\d+$/.test(id) ? withQuery('/explore/', query, { slice_id: id }) : null),
  '/superset/explore/': moved('/explore/'),
  '/superset/explore/:type/:id/': ofSource,
  '/explore/:type/:id/': ofSource,
  '/superset/sqllab/': moved('/sqllab/'),
  '/superset/sqllab/history/': moved('/sqllab/history/'),
  '/superset/profile/': moved('/user_info/'),
  '/superset/profile/:name/': moved('/user_info/'),
  '/users/userinfo/': moved('/user_info/'),
  '/users/list/': moved('/users/'),
  '/roles/list/': moved('/roles/'),
  '/groups/list/': moved('/list_groups/'),
  '/user_registrations/list/': moved('/registrations/'),
}

/** Redirects of pages that stand elsewhere now. Whether one may see what stands there is that page's to say. */
export const mountOldAddresses = (app: FastifyInstance): void => {
  for (const [path, place] of Object.entries(PLACES)) {
    app.get(path, (request, reply) => {
      const to = place(request.params as Readonly<Record<string, string>>, new URL(request.url, 'http://localhost').searchParams)
      return to === null ? reply.callNotFound() : reply.redirect(to, 302)
    })
  }
}

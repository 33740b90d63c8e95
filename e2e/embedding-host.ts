import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const sdk = readFileSync(createRequire(import.meta.url).resolve('@superset-ui/embedded-sdk'), 'utf8')

const PAGE = `<!doctype html><title>A shop</title><style>iframe { width: 100%; height: 820px; border: 0 }</style>
<h1>A shop</h1><div id="board"></div><script src="/sdk.js"></script>
<script>
  window.tokens = 0
  window.seen = []
  window.show = async (id, domain, ui, more) => {
    window.board = await supersetEmbeddedSdk.embedDashboard({
      id, supersetDomain: domain, mountPoint: document.querySelector('#board'), dashboardUiConfig: ui, ...more,
      fetchGuestToken: async () => { window.tokens += 1; return (await fetch('/token')).text() },
    })
    window.board.observeDataMask((mask) => window.seen.push(mask))
  }
</script>`

export interface HostSite extends AsyncDisposable {
  /** On another site than the product: `localhost` instead of its number. */
  readonly url: string
}

/** A site that shows dashboards with the unmodified package; `token` asks the product for a guest's token, as a site's own server does. */
export const startHost = async (token: () => Promise<string>): Promise<HostSite> => {
  const server = createServer((request, response) => {
    const send = (type: string, body: string): void => void response.writeHead(200, { 'content-type': type }).end(body)
    if (request.url === '/sdk.js') send('text/javascript', sdk)
    else if (request.url === '/token')
      token().then(
        (text) => send('text/plain', text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    else send('text/html', PAGE)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://localhost:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

export type Ui = Readonly<Record<string, unknown>>

/** Shows the dashboard in the host's page. */
export const show = (page: Page, id: string, domain: string, ui: Ui, more: Readonly<Record<string, unknown>> = {}): Promise<void> =>
  page.evaluate(([uuid, site, config, rest]) => (globalThis as unknown as { show(...all: readonly unknown[]): Promise<void> }).show(uuid, site, config, rest), [
    id,
    domain,
    ui,
    more,
  ] as const)

/** Asks the shown dashboard through the package. */
export const ask = <T>(page: Page, method: string, ...args: readonly unknown[]): Promise<T> =>
  page.evaluate(
    ([name, rest]) =>
      (globalThis as unknown as { board: Record<string, (...all: readonly unknown[]) => Promise<unknown>> }).board[name]?.(...rest) as Promise<never>,
    [method, args] as const,
  ) as Promise<T>

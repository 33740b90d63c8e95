/** What the package of host pages sends, once the frame has loaded. */
const COMMS = '__embedded_comms__'

type Take = (port: MessagePort) => void

let waiting: MessagePort | null = null
let take: Take | null = null

const onMessage = (event: MessageEvent): void => {
  const data: unknown = event.data
  const [port] = event.ports
  // Which sites may frame the page is the server's word; of those, only the one around it is heard
  if (event.source !== window.parent || window.parent === window || port === undefined) return
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== COMMS) return
  if (take === null) waiting = port
  else take(port)
}

/** Listens for the host from the first moment on: it speaks when the frame has loaded, which may be before the page is there. */
export const listenForHost = (): void => window.addEventListener('message', onMessage)

/** Gives each port of the host to the page, the one that came before it included. */
export const onHost = (page: Take): (() => void) => {
  take = page
  if (waiting !== null) page(waiting)
  waiting = null
  return () => {
    take = null
  }
}

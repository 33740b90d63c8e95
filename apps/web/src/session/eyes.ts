import { api } from './api.ts'

const PATH = '/api/v1/security/view_as/'
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('coset:eyes')

/** From now on this browser sees the site as somebody else, or (null) as somebody who is not signed in: every tab begins anew, so that nothing of one stays on the other's page. */
export const seeAs = async (userId: number | null): Promise<void> => {
  await api.post(PATH, { body: { user_id: userId } })
  channel?.postMessage('changed')
  window.location.assign('/')
}

/** Back to oneself, on the same page. */
export const seeAsOneself = async (): Promise<void> => {
  await api.delete(PATH)
  channel?.postMessage('changed')
  window.location.reload()
}

/** Begins anew when another tab changes whose eyes they are. Gives what ends the listening. */
export const followEyes = (): (() => void) => {
  const reload = (): void => window.location.reload()
  channel?.addEventListener('message', reload)
  return () => channel?.removeEventListener('message', reload)
}

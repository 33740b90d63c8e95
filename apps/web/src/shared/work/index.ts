import { useEffect, useState, useSyncExternalStore } from 'react'
import { useSession } from '../../session/session.tsx'
import { followByAsking } from './asking.ts'
import type { Book } from './book.ts'
import { followEvents } from './events.ts'
import { asLeader } from './leader.ts'
import { bookNow, onBook, openBook } from './store.ts'
import { settleOthers } from './wait.ts'

/** Works and notices of whoever is signed in. */
export const useBook = (): Book => useSyncExternalStore(onBook, bookNow)

const followOpen = (signal: AbortSignal): void => followByAsking(() => bookNow().open, signal)

/** Does something in one tab of the browser, as long as it is needed. */
const useLeading = (name: string, isNeeded: boolean, work: (signal: AbortSignal) => void): void => {
  useEffect(() => {
    if (!isNeeded) return
    const stop = new AbortController()
    asLeader(name, stop.signal, work)
    return () => stop.abort()
  }, [name, isNeeded, work])
}

/** Runs that end sooner are asked for alone: nothing is told of them. */
const LASTING_MS = 1000

/** Has it been so for a while? */
const useLasting = (isSo: boolean): boolean => {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!isSo) return
    const timer = window.setTimeout(() => setLasting(true), LASTING_MS)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [isSo])
  return isSo && lasting
}

/** Follows what goes on, once for all tabs; nothing is asked while there is nothing to wait for. */
export const useFollowing = (): void => {
  const session = useSession()
  const { user, viewing, feature_flags: flags } = session
  // Works and news are those of the person alone
  const userId = viewing === null ? user?.id : undefined
  const book = useBook()
  const open = book.open.filter((work) => work.ended === undefined)
  const lasts = useLasting(open.some((work) => work.kind === 'query')) && session.allows('can_list', 'AsyncEventsRestApi')
  const listens = flags['GLOBAL_ASYNC_QUERIES'] === true || lasts || open.some((work) => work.kind === 'chart')
  const asked = open
    .filter((work) => work.kind !== 'chart')
    .map((work) => work.id)
    .join(' ')
  useEffect(() => {
    if (userId !== undefined) openBook(userId)
  }, [userId])
  useLeading('settling', userId !== undefined, settleOthers)
  useLeading('events', userId !== undefined && listens, followEvents)
  useLeading(`asking ${asked}`, userId !== undefined && asked !== '', followOpen)
}

export { queryWorkId } from './asking.ts'
export { mark, type Notice, unread, type Work } from './book.ts'
export type { Signal } from './signals.ts'
export { change } from './store.ts'
export { awaitEnd, begin, forget, wasAwaitedHere } from './wait.ts'

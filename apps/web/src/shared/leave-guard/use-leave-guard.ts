import { useContext, useEffect, useRef, useState } from 'react'
import { UNSAFE_NavigationContext } from 'react-router'

export interface Leaving {
  readonly go: () => void
  readonly stay: () => void
}

const HELD = 'coset_held'

const entry = (): Readonly<Record<string, unknown>> => {
  const state: unknown = window.history.state
  return typeof state === 'object' && state !== null ? { ...state } : {}
}

/** A second entry of the same address: Back then leads to the first, and the page stays. The router numbers entries by `idx`. */
const hold = (): void => {
  const state = entry()
  if (state[HELD] === true) return
  const { idx } = state
  window.history.pushState({ ...state, idx: typeof idx === 'number' ? idx + 1 : 1, [HELD]: true }, '')
}

/**
 * Holds back what would leave the page while there are unsaved changes – links, Back, closing the window – and gives the wish
 * to leave, or null. `free()` lets the next way out pass, as after saving.
 */
export const useLeaveGuard = (isChanged: boolean): { readonly leaving: Leaving | null; readonly free: () => void } => {
  const { navigator } = useContext(UNSAFE_NavigationContext)
  const [wish, setWish] = useState<(() => void) | null>(null)
  const freed = useRef(false)
  useEffect(() => {
    if (!isChanged) return
    freed.current = false
    hold()
    const { push, replace } = navigator
    navigator.push = (...args) => {
      // In place of the second entry, so that Back does not come here twice
      if (freed.current) replace.apply(navigator, args)
      else setWish(() => () => replace.apply(navigator, args))
    }
    const onPop = (): void => {
      if (!freed.current && entry()[HELD] !== true) setWish(() => () => window.history.back())
    }
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (!freed.current) event.preventDefault()
    }
    window.addEventListener('popstate', onPop)
    window.addEventListener('beforeunload', onUnload)
    return () => {
      navigator.push = push
      window.removeEventListener('popstate', onPop)
      window.removeEventListener('beforeunload', onUnload)
    }
  }, [isChanged, navigator])
  const free = (): void => {
    freed.current = true
  }
  const go = (): void => {
    free()
    setWish(null)
    wish?.()
  }
  const stay = (): void => {
    setWish(null)
    hold()
  }
  return { leaving: wish === null ? null : { go, stay }, free }
}

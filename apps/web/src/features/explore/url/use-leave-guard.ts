import { useContext, useEffect, useRef, useState } from 'react'
import { UNSAFE_NavigationContext } from 'react-router'

export interface Leaving {
  readonly go: () => void
  readonly stay: () => void
}

/** Holds back what would leave the page while there are unsaved changes; gives the wish to leave, or null. */
export function useLeaveGuard(isChanged: boolean): Leaving | null {
  const { navigator } = useContext(UNSAFE_NavigationContext)
  const [wish, setWish] = useState<(() => void) | null>(null)
  const free = useRef(false)
  useEffect(() => {
    if (!isChanged) return
    free.current = false
    const push = navigator.push
    navigator.push = (...args) => {
      if (free.current) push.apply(navigator, args)
      else setWish(() => () => push.apply(navigator, args))
    }
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (!free.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', onUnload)
    return () => {
      navigator.push = push
      window.removeEventListener('beforeunload', onUnload)
    }
  }, [isChanged, navigator])
  if (wish === null) return null
  return {
    go: () => {
      free.current = true
      setWish(null)
      wish()
    },
    stay: () => setWish(null),
  }
}

import { type RefObject, useEffect, useState } from 'react'

export interface Box {
  readonly width: number
  readonly height: number
}

/** The size of an element, and whether it has come near the window once, which it has from the start where `eager`. */
export const useBox = (ref: RefObject<HTMLElement | null>, eager: boolean): { readonly box: Box; readonly near: boolean } => {
  const [box, setBox] = useState<Box>({ width: 0, height: 0 })
  const [near, setNear] = useState(eager)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const sizes = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setBox({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) })
    })
    const sight = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          setNear(true)
          sight.disconnect()
        }
      },
      { rootMargin: '400px' },
    )
    sizes.observe(element)
    sight.observe(element)
    return () => {
      sizes.disconnect()
      sight.disconnect()
    }
  }, [ref])
  return { box, near }
}

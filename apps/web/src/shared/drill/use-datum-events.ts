import { asksForMenu, boxPoint, type MenuRequest } from '@coset/chart-kit/view'
import { type KeyboardEvent, type MouseEvent, type PointerEvent, useCallback, useEffect, useRef } from 'react'

const LONG_PRESS_MS = 550
const STILL_PX = 10

/** The event that a right click makes, for fingers and keys. */
const askAt = (target: Element, clientX: number, clientY: number): boolean =>
  target.dispatchEvent(new window.MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX, clientY, button: 2 }))

/** Asks for a menu beside the marks, by a long press and by the keyboard, in what stands around a chart. */
export const useDatumEvents = (onMenu: ((request: MenuRequest) => void) | null) => {
  const press = useRef<{ readonly timer: number; readonly x: number; readonly y: number } | null>(null)
  const stop = useCallback((): void => {
    if (press.current !== null) window.clearTimeout(press.current.timer)
    press.current = null
  }, [])
  useEffect(() => stop, [stop])
  if (onMenu === null) return {}
  return {
    // Some browsers make it of a long press themselves
    onContextMenuCapture: stop,
    onContextMenu: (event: MouseEvent) => {
      if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('a, input') !== null)) return
      event.preventDefault()
      onMenu({ clientX: event.clientX, clientY: event.clientY })
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (!asksForMenu(event) || event.defaultPrevented || !(event.target instanceof Element)) return
      event.preventDefault()
      const { clientX, clientY } = boxPoint(event.target)
      askAt(event.target, clientX, clientY)
    },
    onPointerDown: ({ pointerType, target, clientX, clientY }: PointerEvent) => {
      stop()
      if (pointerType !== 'touch' || !(target instanceof Element)) return
      const timer = window.setTimeout(() => {
        press.current = null
        askAt(target, clientX, clientY)
      }, LONG_PRESS_MS)
      press.current = { timer, x: clientX, y: clientY }
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      if (press.current !== null && Math.hypot(clientX - press.current.x, clientY - press.current.y) > STILL_PX) stop()
    },
    onPointerUp: stop,
    onPointerCancel: stop,
  }
}

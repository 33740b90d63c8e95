import { useEffect } from 'react'

const EVERY_MS = 50
/** Looks that must agree: what has just come may bring more. */
const ALIKE = 3

/** Styles of a dashboard may hide what is on it; that is never drawn. */
const isHidden = (element: Element): boolean => element.getClientRects().length === 0

/** A chart is through when it is drawn, says what went wrong, or waits for a choice. */
const isThrough = (card: HTMLElement): boolean => {
  const { state, drawn } = card.dataset
  return isHidden(card) || state === 'waiting' || state === 'error' || (state === 'ready' && (drawn === 'true' || card.querySelector('[role=alert]') !== null))
}

const isStill = (): boolean =>
  [...document.querySelectorAll('[aria-busy=true]')].every(isHidden) &&
  [...document.querySelectorAll<HTMLElement>('[data-chart-id]')].every(isThrough) &&
  [...document.images].every((image) => image.complete)

/** What is photographed, once it is there. */
const isThere = (): boolean => document.querySelector('main') !== null

/** Nothing will be there: the page says why instead. */
const hasFailed = (): boolean => !isThere() && document.querySelector('[role=alert]') !== null

/** Marks the page as ready when every chart has drawn or failed, letters and pictures included, and as failed where there is nothing to show. */
export const useReadiness = (): void => {
  useEffect(() => {
    let alike = 0
    const look = (): void => {
      alike = (isThere() && isStill()) || hasFailed() ? alike + 1 : 0
      if (alike < ALIKE) return
      clearInterval(timer)
      const ready = String(!hasFailed()).replace('false', 'failed')
      void document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.setAttribute('data-ready', ready))))
    }
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
}

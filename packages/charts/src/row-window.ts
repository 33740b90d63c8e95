import { useEffect, useState } from 'react'

/** Rows drawn beyond the edges, so that a quick scroll shows no gap. */
const OVERSCAN = 12

export interface RowWindow {
  /** The first row that is drawn. */
  readonly from: number
  /** The row after the last one that is drawn. */
  readonly to: number
  /** Room in px of the rows before and after. */
  readonly before: number
  readonly after: number
}

/** Which of `count` rows of one height are drawn when `first` is the uppermost in sight and `seen` of them fit. */
export const rowWindow = (count: number, rowHeight: number, first: number, seen: number): RowWindow => {
  // A list that became shorter is looked at from its end until the box has scrolled
  const top = Math.min(Math.max(0, first), Math.max(0, count - seen))
  const from = Math.max(0, top - OVERSCAN)
  const to = Math.min(count, top + seen + OVERSCAN)
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight }
}

const fitting = (height: number, rowHeight: number): number => Math.ceil(height / rowHeight) + 1

/** The rows to draw in a scroll box; follows its scrolling and its size. `height` in px serves until the box stands. */
export const useRowWindow = (box: HTMLElement | null, count: number, rowHeight: number, height: number): RowWindow => {
  const [first, setFirst] = useState(0)
  const [seen, setSeen] = useState(() => fitting(height, rowHeight))
  useEffect(() => {
    if (box === null) return
    const onScroll = (): void => setFirst(Math.floor(box.scrollTop / rowHeight))
    const observer = new ResizeObserver(() => {
      setSeen(fitting(box.clientHeight, rowHeight))
      onScroll()
    })
    observer.observe(box)
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [box, rowHeight])
  return rowWindow(count, rowHeight, first, seen)
}

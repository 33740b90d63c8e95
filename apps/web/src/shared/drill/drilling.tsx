import type { QueryFilter } from '@coset/chart-kit'
import type { MenuRequest } from '@coset/chart-kit/view'
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import type { Look } from './by-chart.tsx'
import type { Kept } from './crumbs.ts'
import type { Subject } from './subject.ts'
import type { DrillRights } from './use-rights.ts'

const DatumMenu = lazy(async () => ({ default: (await import('./datum-menu.tsx')).DatumMenu }))
const DetailDialog = lazy(async () => ({ default: (await import('./detail-dialog.tsx')).DetailDialog }))
const ByDialog = lazy(async () => ({ default: (await import('./by-dialog.tsx')).ByDialog }))

type Open =
  | { readonly kind: 'menu'; readonly request: MenuRequest }
  | { readonly kind: 'detail'; readonly filters: readonly QueryFilter[] }
  | { readonly kind: 'by'; readonly start: Kept | null }

export interface Drilling {
  readonly open: Open | null
  readonly setOpen: (open: Open | null) => void
  readonly menu: (request: MenuRequest) => void
  readonly closeMenu: () => void
}

/** What of drilling is open on a chart, and where the focus goes when it closes. */
export const useDrilling = (home: RefObject<HTMLElement | null>): Drilling => {
  const [open, show] = useState<Open | null>(null)
  const before = useRef<Element | null>(null)
  const setOpen = (next: Open | null): void => {
    if (open === null) before.current = home.current?.contains(document.activeElement) === true ? document.activeElement : null
    show(next)
  }
  const isOpen = open !== null
  const wasOpen = useRef(false)
  useEffect(() => {
    const closed = wasOpen.current && !isOpen
    wasOpen.current = isOpen
    if (!closed) return
    // What closes gives the focus away first
    const timer = setTimeout(() => {
      const back = before.current?.isConnected === true ? before.current : home.current?.querySelector('[role="img"][tabindex], section[tabindex], button')
      if (back instanceof HTMLElement || back instanceof SVGElement) back.focus({ preventScroll: true })
    }, 30)
    return () => clearTimeout(timer)
  }, [isOpen, home])
  return {
    open,
    setOpen,
    menu: (request) => setOpen({ kind: 'menu', request }),
    // A choice of the menu closes it too, and is not to be closed with it
    closeMenu: () => show((now) => (now?.kind === 'menu' ? null : now)),
  }
}

interface Props {
  readonly drilling: Drilling
  readonly subject: Subject
  readonly look: Look
  readonly rights: DrillRights
  readonly filtering: (request: MenuRequest) => { readonly isOn: boolean; readonly toggle: () => void } | null
}

/** The menu and the dialogs of drilling, their code fetched when they open. */
export const DrillLayer = ({ drilling, subject, look, rights, filtering }: Props) => {
  const { open, setOpen } = drilling
  if (open === null) return null
  const close = (): void => setOpen(null)
  return (
    <Suspense fallback={null}>
      {open.kind === 'menu' ? (
        <DatumMenu
          request={open.request}
          name={subject.name}
          dataset={subject.dataset}
          rights={rights}
          filtering={filtering(open.request)}
          onDetail={(filters) => setOpen({ kind: 'detail', filters })}
          onBy={(behind) => setOpen({ kind: 'by', start: behind === null ? null : { filters: behind.by, label: behind.label } })}
          onClose={drilling.closeMenu}
        />
      ) : open.kind === 'detail' ? (
        <DetailDialog subject={subject} datum={open.filters} mayDownload={rights.files} onClose={close} />
      ) : (
        <ByDialog subject={subject} look={look} start={open.start} onClose={close} />
      )}
    </Suspense>
  )
}

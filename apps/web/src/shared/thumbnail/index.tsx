import { IconChartBar, IconLayoutDashboard, IconPhotoOff } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { createGate, loadPicture, type Said, type Tools } from './load.ts'
import classes from './thumbnail.module.css'

const AT_ONCE = 3
const gate = createGate(AT_ONCE)

const ask = async (url: string, signal: AbortSignal): Promise<Said> => {
  try {
    const response = await api.open(url, { signal })
    if (response.status === 200) return { kind: 'picture', bytes: await response.blob() }
    const { task_status: status } = (await response.json()) as { readonly task_status?: string }
    return { kind: status === 'Error' ? 'none' : 'waiting' }
  } catch (error) {
    // Pictures are switched off, or the object is gone
    if (error instanceof ApiError) return { kind: error.status === 0 || error.status >= 500 ? 'waiting' : 'none' }
    throw error
  }
}

const pause: Tools['pause'] = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })

/** Whether an element has come near the window once. */
const useNear = (ref: RefObject<HTMLElement | null>): boolean => {
  const [near, setNear] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const sight = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return
        setNear(true)
        sight.disconnect()
      },
      { rootMargin: '200px' },
    )
    sight.observe(element)
    return () => sight.disconnect()
  }, [ref])
  return near
}

/** `undefined`: on its way; null: there is none. */
const usePicture = (url: string, near: boolean): string | null | undefined => {
  const [address, setAddress] = useState<string | null>()
  useEffect(() => {
    if (!near) return
    const stop = new AbortController()
    let made: string | null = null
    loadPicture(url, gate, { ask, pause }, stop.signal).then(
      (bytes) => {
        if (stop.signal.aborted) return
        made = bytes === null ? null : URL.createObjectURL(bytes)
        setAddress(made)
      },
      () => {
        if (!stop.signal.aborted) setAddress(null)
      },
    )
    return () => {
      stop.abort()
      if (made !== null) URL.revokeObjectURL(made)
      setAddress(undefined)
    }
  }, [url, near])
  return address
}

const ICONS = { dashboard: IconLayoutDashboard, chart: IconChartBar } as const

/** A small picture of an object, asked for when it comes near the window; says so while it is made, and when there is none. Decoration: it has no name. */
export const Thumbnail = ({ url, kind }: { readonly url: string; readonly kind: keyof typeof ICONS }) => {
  const box = useRef<HTMLDivElement>(null)
  const picture = usePicture(url, useNear(box))
  const Icon = ICONS[kind]
  return (
    <div ref={box} className={classes['box']} data-kind={kind} data-state={picture === undefined ? 'waiting' : picture === null ? 'none' : 'ready'}>
      {typeof picture === 'string' ? (
        <img src={picture} alt="" className={classes['picture']} />
      ) : (
        <div className={classes['placeholder']}>
          {picture === null ? <IconPhotoOff size={28} stroke={1.25} aria-hidden /> : <Icon size={36} stroke={1.25} aria-hidden />}
          <span>{picture === null ? t('No picture') : t('Being drawn')}</span>
        </div>
      )}
    </div>
  )
}

import type { PictureStatus } from '@coset/contract'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { awaitEnd, begin } from '../work/index.ts'

interface Job {
  readonly cache_key: string
  readonly image_url: string
  readonly task_status: PictureStatus
}

export interface Pictured {
  readonly id: number
  readonly title: string
  /** Filters by their masks, and open tabs. */
  readonly dataMask: Readonly<Record<string, unknown>>
  readonly tabs: readonly string[]
}

/** Has a whole dashboard drawn by the server, as one sees it, and saves it; whoever leaves meanwhile is told when it is ready. */
export const usePictureDownload = (): ((dashboard: Pictured, format: 'png' | 'pdf') => Promise<void>) => {
  const leaving = useRef(new AbortController())
  useEffect(() => {
    // The same page may be drawn, left and drawn again
    if (leaving.current.signal.aborted) leaving.current = new AbortController()
    const { current } = leaving
    return () => current.abort()
  }, [])
  return async ({ id, title, dataMask, tabs }, format) => {
    const { signal } = leaving.current
    const request = { path: `/api/v1/dashboard/${id}/cache_dashboard_screenshot/`, body: { dataMask, activeTabs: tabs } }
    const job = await api.post<Job>(request.path, { body: request.body })
    const file = `${job.image_url}?download_format=${format}`
    const save = (): Promise<void> => api.download('GET', file)
    if (job.task_status === 'Updated') return save()
    const work = `picture:${job.cache_key}:${format}`
    begin({ id: work, kind: 'picture', group: work, title, href: file, file: true, since: Date.now(), request })
    notifications.show({ message: t('The picture is being made. You may go on; you are told when it is ready.') })
    const end = await awaitEnd(work, signal, () => undefined).catch((error: unknown) => {
      if (signal.aborted) return null
      throw error
    })
    if (end === null || document.visibilityState === 'hidden') return
    if (end.status === 'error') throw new Error(t('The picture could not be made.'))
    return save()
  }
}

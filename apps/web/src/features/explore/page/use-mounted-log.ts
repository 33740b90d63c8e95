import { useEffect } from 'react'
import { api } from '../../../session/api.ts'
import { useSession } from '../../../session/session.tsx'

/** Tells the action log once that the chart was opened; a log that cannot be written disturbs nobody. */
export function useMountedLog(sliceId: number | undefined): void {
  const isViewing = useSession().viewing !== null
  useEffect(() => {
    if (isViewing) return
    const body = {
      events: JSON.stringify([
        { event_name: 'mount_explorer', ts: Date.now(), source: 'explore', source_id: sliceId ?? 0, ...(sliceId !== undefined && { slice_id: sliceId }) },
      ]),
    }
    api.post('/superset/log/', { query: { explode: 'events' }, body }).catch(() => undefined)
  }, [sliceId, isViewing])
}

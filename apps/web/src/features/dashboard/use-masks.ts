import { type DataMask, type DataMasks, defaultMasks, masksAfter, type NativeFilter, withoutStrangers } from '@coset/chart-kit/dashboard'
import { useCallback, useEffect, useRef, useState } from 'react'
import { saveState } from './model/load.ts'

const KEY = 'native_filters_key'

/**
 * What the filters do; kept on the server under a key in the address, so that the page can be reloaded and gone back to. With `keep` false nothing is
 * kept: a frame of another site has no address of its own.
 */
export const useMasks = (dashboardId: number, filters: readonly NativeFilter[], first: DataMasks, keep: boolean) => {
  const [masks, setMasks] = useState<DataMasks>(() => ({ ...defaultMasks(filters), ...withoutStrangers(first, filters) }))
  // Filters that were changed meanwhile, by whomever, begin anew; the others keep what was chosen
  const [known, setKnown] = useState(filters)
  if (known !== filters) {
    setKnown(filters)
    setMasks((before) => masksAfter(before, known, filters))
  }
  const touched = useRef(false)
  const setMask = useCallback((id: string, mask: DataMask) => {
    touched.current = true
    setMasks((before) => ({ ...before, [id]: mask }))
  }, [])
  const clear = useCallback(() => {
    touched.current = true
    setMasks({})
  }, [])
  useEffect(() => {
    if (!touched.current || !keep) return
    const timer = setTimeout(() => {
      const url = new URL(window.location.href)
      saveState(dashboardId, url.searchParams.get(KEY), masks).then(
        (key) => {
          url.searchParams.set(KEY, key)
          window.history.replaceState(window.history.state, '', url)
        },
        // The filters work without being kept; the next change tries again
        () => url.searchParams.delete(KEY),
      )
    }, 600)
    return () => clearTimeout(timer)
  }, [dashboardId, masks, keep])
  return { masks, setMask, clear }
}

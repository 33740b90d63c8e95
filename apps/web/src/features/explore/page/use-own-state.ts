import type { FormData } from '@coset/chart-kit'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

type Own = Readonly<Record<string, unknown>>

/** The settings with page, order and search of charts that ask the server for them; these end with the next change of a setting. */
export function useOwnState(formData: FormData): readonly [FormData, (state: Own) => void] {
  const [own, setOwn] = useState<{ readonly form: FormData; readonly state: Own } | null>(null)
  const latest = useRef(formData)
  useEffect(() => {
    latest.current = formData
  }, [formData])
  const change = useCallback((state: Own) => setOwn({ form: latest.current, state }), [])
  const asked = useMemo(() => (own !== null && own.form === formData ? { ...formData, own_state: own.state } : formData), [own, formData])
  return [asked, change]
}

import type { FormData } from '@coset/chart-kit'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { ApiError, api } from '../../../session/api.ts'
import { useSession } from '../../../session/session.tsx'
import { type KeptForm, keptBody, withKey } from './kept-form.ts'

interface Kept extends KeptForm {
  readonly isChanged: boolean
  /** See Source.from. */
  readonly from: string
}

/** Keeps changed settings on the server and their key in the address, so that reload, back and a copied link show the same. */
export function useKeptForm({ formData, source, sliceId, isChanged, from }: Kept): void {
  const navigate = useNavigate()
  const { id, type } = source
  const [settled] = useDebouncedValue(formData, 1000)
  const key = useRef<string | null>(null)
  const isViewing = useSession().viewing !== null
  useEffect(() => {
    if (!isChanged || isViewing) return
    let live = true
    const body = keptBody({ formData: settled as FormData, source: { id, type }, sliceId })
    const save = async (): Promise<void> => {
      const known = key.current
      const answer =
        known === null
          ? await api.post<{ key: string }>('/api/v1/explore/form_data', { body })
          : await api.put<{ key: string }>(`/api/v1/explore/form_data/${known}`, { body })
      key.current = answer.key
      if (live)
        void navigate(
          { pathname: '/explore/', search: withKey(window.location.search, answer.key, { id, type }, sliceId) },
          { replace: true, state: { own: from } },
        )
    }
    save().catch((error: unknown) => {
      // Without a kept form only the link is lost; a key that expired is made anew with the next change.
      if (error instanceof ApiError && error.status === 404) key.current = null
    })
    return () => {
      live = false
    }
  }, [settled, isChanged, isViewing, id, type, sliceId, from, navigate])
}

import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { absoluteText, relativeText } from './text.ts'

export { absoluteText, durationText, momentOf, momentText, relativeText } from './text.ts'

const TICK_MS = 20_000

/** The time, anew every twenty seconds. */
const useNow = (): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** How long ago a moment was; the moment itself on hover. Epoch milliseconds; null: never. */
export const Ago = ({ at, never }: { readonly at: number | null; readonly never?: string }) => {
  const now = useNow()
  if (at === null) return <span>{never ?? t('Never')}</span>
  return (
    <Tooltip label={absoluteText(at)}>
      <time dateTime={new Date(at).toISOString()}>{relativeText(at, Math.max(now, Date.now()))}</time>
    </Tooltip>
  )
}

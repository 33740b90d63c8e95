import { IconCheck, IconClock, IconHandStop, IconLoader2, IconX } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import { Mark } from '../../shared/mark/index.tsx'

const WAITS = { tone: 'quiet', icon: IconClock } as const
const GOES_ON = { tone: 'busy', icon: IconLoader2 } as const
const WENT_WRONG = { tone: 'bad', icon: IconX } as const

const LOOKS = {
  scheduled: { ...WAITS, label: 'Scheduled' },
  pending: { ...WAITS, label: 'Waiting' },
  started: { ...GOES_ON, label: 'Begun' },
  running: { ...GOES_ON, label: 'Running' },
  fetching: { ...GOES_ON, label: 'Fetching' },
  success: { tone: 'good', icon: IconCheck, label: 'Success' },
  failed: { ...WENT_WRONG, label: 'Failed' },
  timed_out: { ...WENT_WRONG, label: 'Timed out' },
  stopped: { tone: 'warning', icon: IconHandStop, label: 'Stopped' },
} as const

const isKnown = (status: string): status is keyof typeof LOOKS => Object.hasOwn(LOOKS, status)

export const stateName = (status: string): string => (isKnown(status) ? t(LOOKS[status].label) : status)

/** What became of a run. */
export const State = ({ status }: { readonly status: string }) => {
  const { tone, icon: Icon } = isKnown(status) ? LOOKS[status] : WAITS
  return (
    <Mark tone={tone} icon={<Icon size={14} stroke={2} />}>
      {stateName(status)}
    </Mark>
  )
}

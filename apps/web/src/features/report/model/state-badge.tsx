import { IconAlertTriangle, IconCheck, IconLoader2, IconMinus, IconMoon } from '@tabler/icons-react'
import { t } from '../../../session/i18n.ts'
import { Mark } from '../../../shared/mark/index.tsx'
import type { State } from './types.ts'

const LOOKS = {
  Success: { tone: 'good', icon: IconCheck, label: 'Sent' },
  Working: { tone: 'busy', icon: IconLoader2, label: 'Working' },
  Error: { tone: 'bad', icon: IconAlertTriangle, label: 'Error' },
  'Not triggered': { tone: 'quiet', icon: IconMinus, label: 'Not triggered' },
  'On Grace': { tone: 'warning', icon: IconMoon, label: 'On grace' },
} as const

export const STATES: readonly State[] = ['Success', 'Working', 'Error', 'Not triggered', 'On Grace']

/** `null`: it has not run yet. */
export const stateName = (state: State | null): string => (state === null ? t('Not run yet') : t(LOOKS[state].label))

/** What became of a run; null: there was none yet. */
export const StateBadge = ({ state }: { readonly state: State | null }) => {
  const { tone, icon: Icon } = LOOKS[state ?? 'Not triggered']
  return (
    <Mark tone={tone} icon={<Icon size={14} stroke={2} />}>
      {stateName(state)}
    </Mark>
  )
}

import { Select, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import type { SectionProps } from './fields.ts'
import { NextRuns, useNextRuns } from './next-runs.tsx'
import { PlanBuilder } from './plan-builder.tsx'
import { Section } from './section.tsx'

const zonesWith = (zone: string): readonly string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), zone])].filter((one) => one !== '')

/** When it runs, in whose time, and what that means for the next days. */
export const Schedule = ({ values, errors, set }: SectionProps) => {
  const [isCustom, setCustom] = useState(false)
  const cron = useRef<HTMLInputElement>(null)
  const next = useNextRuns(values.crontab, values.timezone)
  return (
    <Section title={t('Schedule')}>
      <PlanBuilder
        crontab={values.crontab}
        isCustom={isCustom}
        onChange={(crontab) => {
          setCustom(false)
          set({ crontab })
        }}
        onCustom={() => {
          setCustom(true)
          cron.current?.focus()
        }}
      />
      <TextInput
        ref={cron}
        label={t('Cron expression')}
        description={t('Minute, hour, day of the month, month, day of the week')}
        spellCheck={false}
        autoComplete="off"
        styles={{ input: { fontFamily: 'var(--coset-mono)' } }}
        value={values.crontab}
        error={errors['crontab'] ?? next.wrong['crontab']}
        onChange={(event) => set({ crontab: event.currentTarget.value })}
      />
      <Select
        label={t('Time zone')}
        searchable
        allowDeselect={false}
        limit={100}
        nothingFoundMessage={t('Nothing found')}
        data={[...zonesWith(values.timezone)]}
        value={values.timezone}
        error={errors['timezone'] ?? next.wrong['timezone']}
        onChange={(timezone) => set({ timezone: timezone ?? 'UTC' })}
      />
      <NextRuns next={next} zone={values.timezone} active={values.active} />
    </Section>
  )
}

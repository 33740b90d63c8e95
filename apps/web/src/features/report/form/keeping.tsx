import { Select } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { Duration } from './duration.tsx'
import type { SectionProps } from './fields.ts'
import { Section } from './section.tsx'

const DAYS = [30, 60, 90]

/** How long its log is kept, and how long a run may take. */
export const Keeping = ({ values, errors, set }: SectionProps) => {
  const days = [...new Set([...DAYS, ...(values.retention === null ? [] : [values.retention])])].toSorted((a, b) => a - b)
  return (
    <Section title={t('Log and time-out')}>
      <Select
        label={t('Log is kept for')}
        allowDeselect={false}
        data={[...days.map((value) => ({ value: String(value), label: t('{{count}} days', { count: value }) })), { value: '', label: t('Ever') }]}
        value={values.retention === null ? '' : String(values.retention)}
        error={errors['log_retention']}
        onChange={(value) => set({ retention: value === null || value === '' ? null : Number(value) })}
      />
      <Duration
        label={t('A run may take')}
        description={t('One that takes longer counts as failed.')}
        value={values.timeout}
        error={errors['working_timeout']}
        onChange={(timeout) => set({ timeout })}
      />
    </Section>
  )
}

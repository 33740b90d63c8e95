import { Group, NumberInput, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { RemoteSelect, resourceSource } from '../../../shared/remote-select/index.tsx'
import { SqlEditor } from '../../../shared/sql-editor/index.tsx'
import type { Values } from '../model/values.ts'
import { Duration } from './duration.tsx'
import type { SectionProps } from './fields.ts'
import { Section } from './section.tsx'
import { TryQuery } from './try-query.tsx'

const databases = resourceSource('/api/v1/database/', 'database_name', 'ct')

const CONDITIONS: readonly (readonly [Values['condition'], string])[] = [
  ['>', 'is greater than'],
  ['>=', 'is at least'],
  ['<', 'is less than'],
  ['<=', 'is at most'],
  ['==', 'is exactly'],
  ['!=', 'is anything but'],
  ['not null', 'is there and is not 0'],
]

const useBackend = (id: string | undefined): string | undefined =>
  useQuery({
    queryKey: ['database-backend', id],
    queryFn: ({ signal }) => api.get<{ result: { backend?: string } }>(`/api/v1/database/${id}`, { signal }),
    enabled: id !== undefined,
    staleTime: 600_000,
  }).data?.result.backend

/** When an alert is sent: a query and what its answer must be. */
export const Condition = ({ values, errors, set }: SectionProps) => {
  const backend = useBackend(values.database?.value)
  return (
    <Section title={t('Condition')}>
      <RemoteSelect
        label={t('Database')}
        required
        source={databases}
        placeholder={t('Search databases')}
        value={values.database}
        error={errors['database']}
        onChange={(database) => set({ database })}
      />
      <SqlEditor
        label={t('Query')}
        description={t('Its answer is one cell.')}
        hint="SELECT count(*) FROM …"
        backend={backend}
        value={values.sql}
        error={errors['sql']}
        onChange={(sql) => set({ sql })}
      />
      <Group grow align="flex-start">
        <Select
          label={t('Sent when the cell')}
          allowDeselect={false}
          data={CONDITIONS.map(([value, label]) => ({ value, label: t(label) }))}
          value={values.condition}
          error={errors['validator_type']}
          onChange={(value) => set({ condition: CONDITIONS.find(([one]) => one === value)?.[0] ?? '>' })}
        />
        {values.condition !== 'not null' && (
          <NumberInput
            label={t('This number')}
            required
            value={values.threshold}
            error={errors['validator_config_json']}
            onChange={(value) => set({ threshold: typeof value === 'number' ? value : '' })}
          />
        )}
      </Group>
      <TryQuery values={values} />
      <Duration
        label={t('Grace period')}
        description={t('After it was sent it stays silent for so long.')}
        value={values.grace}
        error={errors['grace_period']}
        onChange={(grace) => set({ grace })}
      />
    </Section>
  )
}

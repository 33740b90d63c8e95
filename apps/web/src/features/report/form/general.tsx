import { Switch, Textarea, TextInput } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import { RemoteMultiSelect, relatedSource } from '../../../shared/remote-select/index.tsx'
import { API } from '../model/kind.ts'
import type { SectionProps } from './fields.ts'
import { Section } from './section.tsx'

const owners = relatedSource(`${API}/related/owners`)

/** What it is called, whose it is, and whether it runs. */
export const General = ({ values, errors, set }: SectionProps) => (
  <Section title={t('General')}>
    <TextInput
      label={t('Name')}
      description={t('Stands in the subject of its mails, too.')}
      withAsterisk
      aria-required
      maxLength={150}
      value={values.name}
      error={errors['name']}
      onChange={(event) => set({ name: event.currentTarget.value })}
    />
    <RemoteMultiSelect
      label={t('Owners')}
      description={t('They see and change it, and hear of errors.')}
      source={owners}
      value={values.owners}
      error={errors['owners']}
      onChange={(next) => set({ owners: next })}
    />
    <Textarea
      label={t('Description')}
      description={t('Goes along with every message.')}
      autosize
      minRows={2}
      maxRows={8}
      value={values.description}
      error={errors['description']}
      onChange={(event) => set({ description: event.currentTarget.value })}
    />
    <Switch label={t('Active')} checked={values.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
  </Section>
)

import { Alert, SimpleGrid, Text, TextInput } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { type Choice, RemoteMultiSelect, type Source } from '../remote-select/index.tsx'

export interface PersonRow {
  readonly id: number
  readonly first_name: string
  readonly last_name: string
}

type Errors = Readonly<Record<string, string>>

export const peopleChoices = (people: readonly PersonRow[]): readonly Choice[] =>
  people.map((one) => ({ value: String(one.id), label: `${one.first_name} ${one.last_name}` }))
export const labelsOf = (choices: readonly Choice[]): string => choices.map((one) => one.label).join(', ')
export const sameChoices = (a: readonly Choice[], b: readonly Choice[]): boolean =>
  a.length === b.length && a.every((one) => b.some((other) => other.value === one.value))
/** Empty text is nothing. */
export const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text)

/** Whether the person gives up what they own. */
export const useLeaves = (before: readonly Choice[], now: readonly Choice[]): boolean => {
  const me = String(useSession().user?.id ?? '')
  return before.some((one) => one.value === me) && !now.some((one) => one.value === me)
}

interface OwnersProps {
  readonly source: Source
  readonly value: readonly Choice[]
  readonly leaves: boolean
  readonly errors: Errors
  readonly onChange: (owners: readonly Choice[]) => void
}

/** Who may change it. Only administrators can leave by themselves; others are told. */
export const OwnersField = ({ source, value, leaves, errors, onChange }: OwnersProps) => {
  const session = useSession()
  return (
    <>
      <RemoteMultiSelect
        label={t('Owners')}
        description={t('They may change it, and give it to others.')}
        source={source}
        value={value}
        error={errors['owners']}
        onChange={onChange}
      />
      {leaves && session.user?.is_admin !== true && (
        <Alert color="yellow" role="status">
          {t('You stay an owner: only another owner or an administrator can take you off.')}
        </Alert>
      )}
    </>
  )
}

/** What is asked before somebody gives up what they own; null: nothing. */
export const leavingWords = (leaves: boolean, owners: readonly Choice[]) =>
  leaves ? (
    <Alert color="yellow" role="alert" title={t('You will not be an owner any more')}>
      <Text size="sm">
        {owners.length === 0
          ? t('Nobody will own it: only administrators may change it. You may lose the right to change it when you are no administrator any more.')
          : t('{{names}} may change it. You may lose the right to change it when you are no administrator any more.', { names: labelsOf(owners) })}
      </Text>
      <Text size="sm">{t('Save again to go on.')}</Text>
    </Alert>
  ) : null

interface CertificationProps {
  readonly by: string
  readonly details: string
  readonly errors: Errors
  readonly onBy: (by: string) => void
  readonly onDetails: (details: string) => void
}

/** Who vouches for it, and for what. */
export const CertificationFields = ({ by, details, errors, onBy, onDetails }: CertificationProps) => (
  <SimpleGrid cols={{ base: 1, sm: 2 }}>
    <TextInput
      label={t('Certified by')}
      description={t('A person or group; empty: not certified.')}
      value={by}
      error={errors['certified_by']}
      onChange={(event) => onBy(event.currentTarget.value)}
    />
    <TextInput
      label={t('Certification details')}
      description={t('Shown where the mark is pointed at.')}
      value={details}
      error={errors['certification_details']}
      onChange={(event) => onDetails(event.currentTarget.value)}
    />
  </SimpleGrid>
)

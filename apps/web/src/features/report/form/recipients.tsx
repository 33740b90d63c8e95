import { Alert, Button, Input, Skeleton, Switch, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { API } from '../model/kind.ts'
import { newRecipient, type Recipient } from '../model/values.ts'
import type { SectionProps } from './fields.ts'
import classes from './form.module.css'
import { type Channel, RecipientCard } from './recipient-card.tsx'
import { Section } from './section.tsx'

/** Who gets it, and how. */
export const Recipients = ({ values, errors, set }: SectionProps) => {
  const session = useSession()
  const channels = useQuery({
    queryKey: ['report-channels'],
    queryFn: ({ signal }) => api.get<{ result: readonly Channel[] }>(`${API}/channels/`, { signal }),
    staleTime: 60_000,
  })
  const put = (key: string, next: Recipient | null): void =>
    set({ recipients: values.recipients.flatMap((one) => (one.key === key ? (next === null ? [] : [next]) : [one])) })
  const mails = values.recipients.some((one) => one.type === 'Email')
  const add = (): void => set({ recipients: [...values.recipients, newRecipient('Email', values.recipients.length === 0 ? (session.user?.email ?? '') : '')] })
  return (
    <Section title={t('Recipients')}>
      {channels.error !== null && <Alert color="red">{channels.error.message}</Alert>}
      {channels.data === undefined && channels.error === null ? (
        <Skeleton height={120} aria-label={t('Loading')} />
      ) : (
        values.recipients.map((one, i) => (
          <RecipientCard
            key={one.key}
            number={i + 1}
            recipient={one}
            channels={channels.data?.result ?? []}
            perRecipient={values.perRecipient}
            wrong={errors['recipients'] !== undefined}
            onChange={(next) => put(one.key, next)}
            onRemove={() => put(one.key, null)}
          />
        ))
      )}
      {errors['recipients'] !== undefined && (
        <Input.Error role="alert" className={classes['wrong'] ?? ''}>
          {errors['recipients']}
        </Input.Error>
      )}
      <div>
        <Button size="xs" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
          {t('Add a recipient')}
        </Button>
      </div>
      {mails && (
        <TextInput
          label={t('Subject of the mails')}
          placeholder={t('As the site says, with the name')}
          maxLength={255}
          value={values.mailSubject}
          error={errors['email_subject']}
          onChange={(event) => set({ mailSubject: event.currentTarget.value })}
        />
      )}
      <Switch
        label={t('Each recipient sees what they may see')}
        description={t('Every address gets its own message, drawn as its own account sees it. Without an account it gets none. There are no copies.')}
        checked={values.perRecipient}
        error={errors['per_recipient']}
        onChange={(event) => set({ perRecipient: event.currentTarget.checked })}
      />
      {values.perRecipient && values.recipients.some((one) => one.type !== 'Email') && (
        <Alert color="yellow">{t('Slack and webhooks have no account here: they would get nothing, and the run counts as failed.')}</Alert>
      )}
    </Section>
  )
}

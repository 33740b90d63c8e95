import { ActionIcon, Button, Group, Select, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { channelName } from '../model/kind.ts'
import type { Recipient, RecipientType } from '../model/values.ts'
import classes from './form.module.css'
import { SlackChannels } from './slack-channels.tsx'

export interface Channel {
  readonly types: readonly string[]
  readonly label: string
  /** Why it cannot be used. */
  readonly missing: string | null
}

const TYPES: readonly RecipientType[] = ['Email', 'Slack', 'SlackV2', 'Webhook']
const newest = (channel: Channel): string => channel.types.at(-1) ?? ''

interface Props {
  readonly number: number
  readonly recipient: Recipient
  readonly channels: readonly Channel[]
  readonly perRecipient: boolean
  readonly wrong: boolean
  readonly onChange: (next: Recipient) => void
  readonly onRemove: () => void
}

const Mail = ({ recipient, perRecipient, wrong, onChange }: Pick<Props, 'recipient' | 'perRecipient' | 'wrong' | 'onChange'>) => {
  const [copies, setCopies] = useState(recipient.cc !== '' || recipient.bcc !== '')
  const field = (key: 'target' | 'cc' | 'bcc', label: string) => (
    <TextInput
      label={label}
      type="text"
      inputMode="email"
      autoComplete="off"
      spellCheck={false}
      placeholder={key === 'target' ? 'ada@example.com, ben@example.com' : ''}
      value={recipient[key]}
      error={wrong && key === 'target'}
      onChange={(event) => onChange({ ...recipient, [key]: event.currentTarget.value })}
    />
  )
  return (
    <>
      {field('target', t('To'))}
      {!perRecipient && copies && (
        <Group grow align="flex-start">
          {field('cc', t('Cc'))}
          {field('bcc', t('Bcc'))}
        </Group>
      )}
      {!perRecipient && !copies && (
        <div>
          <Button size="compact-xs" variant="subtle" onClick={() => setCopies(true)}>
            {t('Add Cc or Bcc')}
          </Button>
        </div>
      )}
    </>
  )
}

/** One recipient: the kind, and where that kind sends to. */
export const RecipientCard = ({ number, recipient, channels, perRecipient, wrong, onChange, onRemove }: Props) => {
  const own = channels.find((one) => one.types.includes(recipient.type))
  const reason = own?.missing ?? null
  const options = channels.map((one) => ({
    value: one === own ? recipient.type : newest(one),
    label: one.label,
    disabled: one.missing !== null && one !== own,
  }))
  const reasonOf = (type: string): string | null => channels.find((one) => one.types.includes(type))?.missing ?? null
  return (
    <fieldset className={classes['recipient']} aria-label={t('Recipient {{number}}', { number })}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Select
          flex={1}
          label={t('Sent by')}
          allowDeselect={false}
          data={options.length === 0 ? [{ value: recipient.type, label: channelName(recipient.type) }] : options}
          value={recipient.type}
          renderOption={({ option }) => (
            <div>
              <div>{option.label}</div>
              {reasonOf(option.value) !== null && <div className={classes['muted']}>{reasonOf(option.value)}</div>}
            </div>
          )}
          onChange={(value) => onChange({ ...recipient, type: TYPES.find((one) => one === value) ?? 'Email', target: '', cc: '', bcc: '' })}
        />
        <ActionIcon variant="subtle" color="red" size="lg" aria-label={t('Remove recipient {{number}}', { number })} onClick={onRemove}>
          <IconTrash size={18} stroke={1.5} />
        </ActionIcon>
      </Group>
      {reason !== null && (
        <Text size="xs" className={classes['warning'] ?? ''}>
          {t('Not set up on this site: {{reason}}', { reason })}
        </Text>
      )}
      {recipient.type === 'Email' && <Mail recipient={recipient} perRecipient={perRecipient} wrong={wrong} onChange={onChange} />}
      {(recipient.type === 'Slack' || recipient.type === 'SlackV2') && (
        <SlackChannels recipient={recipient} searches={recipient.type === 'SlackV2' && reason === null} wrong={wrong} onChange={onChange} />
      )}
      {recipient.type === 'Webhook' && (
        <TextInput
          label={t('Address (URL)')}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          placeholder="https://example.com/hook"
          value={recipient.target}
          error={wrong}
          onChange={(event) => onChange({ ...recipient, target: event.currentTarget.value })}
        />
      )}
    </fieldset>
  )
}

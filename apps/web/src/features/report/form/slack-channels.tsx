import { TextInput } from '@mantine/core'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { RemoteMultiSelect, type Source } from '../../../shared/remote-select/index.tsx'
import { API } from '../model/kind.ts'
import { type Recipient, splitTargets } from '../model/values.ts'

const MOST = 50

interface SlackChannel {
  readonly id: string
  readonly name: string
  readonly is_private?: boolean
}

const channels: Source = {
  key: [`${API}/slack_channels/`],
  find: async (text, include, signal) => {
    const q = text === '' ? {} : { search_string: text }
    const { result } = await api.get<{ result: readonly SlackChannel[] }>(`${API}/slack_channels/`, { q, signal })
    const shown = result.filter((one, i) => i < MOST || include.includes(one.id))
    return shown.map((one) => ({ value: one.id, label: one.is_private === true ? t('{{name}} (private)', { name: one.name }) : `#${one.name}` }))
  },
}

/** Channels of the connected Slack; by name where Slack is not connected or the old way of sending is used. */
export const SlackChannels = ({
  recipient,
  searches,
  wrong,
  onChange,
}: {
  readonly recipient: Recipient
  readonly searches: boolean
  readonly wrong: boolean
  readonly onChange: (next: Recipient) => void
}) => {
  if (!searches)
    return (
      <TextInput
        label={t('Channels')}
        placeholder="#general, #sales"
        value={recipient.target}
        error={wrong}
        onChange={(event) => onChange({ ...recipient, target: event.currentTarget.value })}
      />
    )
  return (
    <RemoteMultiSelect
      label={t('Channels')}
      placeholder={t('Search channels')}
      source={channels}
      value={splitTargets(recipient.target).map((value) => ({ value, label: value }))}
      error={wrong}
      onChange={(next) => onChange({ ...recipient, target: next.map((one) => one.value).join(',') })}
    />
  )
}

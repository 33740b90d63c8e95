import { NumberInput, PasswordInput, SegmentedControl, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { isStored, type SshValues } from './ssh-values.ts'

type Set = (change: Partial<SshValues>) => void

const Secret = ({ values, set }: { readonly values: SshValues; readonly set: Set }) => {
  const kept = t('A stored secret stays while it is masked, and while addresses and users stay the same.')
  if (values.by === 'password')
    return (
      <PasswordInput
        label={t('Password of the SSH server')}
        required
        autoComplete="new-password"
        description={isStored(values.password) ? kept : undefined}
        value={values.password}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
    )
  return (
    <>
      <Textarea
        label={t('Private key')}
        required
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        autoComplete="off"
        placeholder="-----BEGIN OPENSSH PRIVATE KEY-----"
        description={isStored(values.private_key) ? kept : undefined}
        value={values.private_key}
        onChange={(event) => set({ private_key: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('Passphrase of the key')}
        description={t('Empty: the key has none.')}
        autoComplete="new-password"
        value={values.private_key_password}
        onChange={(event) => set({ private_key_password: event.currentTarget.value })}
      />
    </>
  )
}

/** Through which SSH server a database is reached. */
export const SshSection = ({ values, onChange }: { readonly values: SshValues; readonly onChange: (values: SshValues) => void }) => {
  const set: Set = (change) => onChange({ ...values, ...change })
  return (
    <Stack gap="sm">
      <Switch label={t('Through an SSH server')} checked={values.on} onChange={(event) => set({ on: event.currentTarget.checked })} />
      {values.on && (
        <>
          <Text size="sm" c="dimmed">
            {t('Host and port above are then looked up from there.')}
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={t('SSH server')}
              required
              placeholder="ssh.example.com"
              autoComplete="off"
              value={values.server_address}
              onChange={(event) => set({ server_address: event.currentTarget.value })}
            />
            <NumberInput
              label={t('SSH port')}
              required
              min={1}
              max={65_535}
              allowDecimal={false}
              value={values.server_port}
              onChange={(value) => set({ server_port: typeof value === 'number' ? value : '' })}
            />
          </SimpleGrid>
          <TextInput
            label={t('User of the SSH server')}
            required
            autoComplete="off"
            value={values.username}
            onChange={(event) => set({ username: event.currentTarget.value })}
          />
          <SegmentedControl
            aria-label={t('How to sign in there')}
            data={[
              { value: 'password', label: t('Password') },
              { value: 'key', label: t('Private key') },
            ]}
            value={values.by}
            onChange={(value) => set({ by: value === 'key' ? 'key' : 'password' })}
          />
          <Secret values={values} set={set} />
        </>
      )}
    </Stack>
  )
}

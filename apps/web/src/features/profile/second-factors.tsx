import { Button, Card, Group, PasswordInput, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { momentText } from '../../shared/moment/index.tsx'
import { browserHasPasskeys } from '../../shared/passkeys.ts'
import type { Beginning } from '../../shared/second-factors/secret.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { attempt } from './tell.ts'
import { TotpDialog } from './totp-dialog.tsx'

const API = '/api/v1/coset/me/second-factors'

interface Factor {
  readonly id: number
  readonly kind: string
  readonly name: string
  readonly created_on: number
  readonly last_used_on: number | null
}

interface Factors {
  readonly factors: readonly Factor[]
  readonly recovery_codes: number
  /** One of the person's roles requires one: the last stays. */
  readonly required: boolean
}

interface Codes {
  readonly result: { readonly recovery_codes: readonly string[] | null }
}

const FactorRow = ({ factor, onRemove }: { readonly factor: Factor; readonly onRemove: (() => void) | null }) => (
  <Group justify="space-between" wrap="nowrap">
    <div>
      <Text size="sm">
        {factor.name} · {factor.kind === 'totp' ? t('codes of an app') : t('passkey')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('last used {{when}}', { when: momentText(factor.last_used_on) })}
      </Text>
    </div>
    {onRemove !== null && (
      <Button size="compact-sm" variant="subtle" color="red" style={{ flexShrink: 0 }} onClick={onRemove}>
        {t('Remove')}
      </Button>
    )}
  </Group>
)

const makePasskey = async (name: string, password: string): Promise<Codes> => {
  const { startRegistration } = await import('@simplewebauthn/browser')
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
  const { result } = await api.post<{ result: { token: string; options: Options } }>(`${API}/passkey/options`, { body: { password } })
  const response = await startRegistration({ optionsJSON: result.options })
  return api.post<Codes>(`${API}/passkey`, { body: { name, token: result.token, response } })
}

/** Second factors and passkeys of one's own account. */
export const SecondFactors = () => {
  const client = useQueryClient()
  const { data } = useQuery({ queryKey: ['second-factors'], queryFn: () => api.get<{ result: Factors }>(API) })
  const [password, setPassword] = useState('')
  const [name, setName] = useState('')
  const [beginning, setBeginning] = useState<Beginning | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ['second-factors'] })
  const show = async (answer: Codes): Promise<void> => {
    if (answer.result.recovery_codes !== null) setCodes(answer.result.recovery_codes)
    setBeginning(null)
    setName('')
    await reload()
  }
  const label = (otherwise: string): string => (name.trim() === '' ? otherwise : name.trim())
  const startApp = async (): Promise<void> => {
    const answer = await api.post<{ result: Beginning }>(`${API}/totp`, { body: { name: label(t('Phone')), password } })
    setBeginning(answer.result)
  }
  const remove = (id: number) =>
    attempt(async () => {
      await api.post(`${API}/${id}/remove`, { body: { password } })
      await reload()
    })
  const { factors = [], recovery_codes: left = 0, required = false } = data?.result ?? {}
  return (
    <Card withBorder radius="10px">
      <Stack>
        <Title order={2}>{t('Second factors and passkeys')}</Title>
        <Text size="sm" c="dimmed">
          {factors.length === 0
            ? t('Your password alone signs you in. With a second factor, whoever learns it stays outside.')
            : t('Asked for after the password. {{n}} recovery codes are left.', { n: left })}
        </Text>
        {required && (
          <Text size="sm" c="dimmed">
            {t('One of your roles requires a second factor: the last one stays until there is another.')}
          </Text>
        )}
        {data === undefined && <Skeleton height={40} />}
        {factors.map((factor) => (
          <FactorRow key={factor.id} factor={factor} onRemove={required && factors.length === 1 ? null : () => void remove(factor.id)} />
        ))}
        <PasswordInput
          label={t('Your password')}
          description={t('Needed to change anything here.')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <TextInput
          label={t('Name of the new one')}
          placeholder={t('Phone')}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group>
          <Button variant="default" onClick={() => void attempt(startApp)}>
            {t('Add an app')}
          </Button>
          {browserHasPasskeys() && (
            <Button variant="default" onClick={() => void attempt(async () => show(await makePasskey(label(t('Passkey')), password)))}>
              {t('Add a passkey')}
            </Button>
          )}
          {factors.length > 0 && (
            <Button variant="subtle" onClick={() => void attempt(async () => show(await api.post<Codes>(`${API}/recovery`, { body: { password } })))}>
              {t('New recovery codes')}
            </Button>
          )}
        </Group>
      </Stack>
      {beginning !== null && (
        <TotpDialog
          beginning={beginning}
          onClose={() => setBeginning(null)}
          onCode={async (code) => show(await api.post<Codes>(`${API}/totp/${beginning.id}/confirm`, { body: { code } }))}
        />
      )}
      {codes !== null && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </Card>
  )
}

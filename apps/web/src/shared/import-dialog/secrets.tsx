import { PasswordInput, Stack, Text, Textarea } from '@mantine/core'
import { t } from '../../session/i18n.ts'

/** Fields of an import's form that hold secrets by file, and the sentence by which the server asks for one; longer sentences first. */
const KINDS = [
  { field: 'ssh_tunnel_private_key_passwords', sentence: 'Must provide a private key password for the ssh tunnel', label: 'passphrase of the SSH key' },
  { field: 'ssh_tunnel_private_keys', sentence: 'Must provide a private key for the ssh tunnel', label: 'private SSH key' },
  { field: 'ssh_tunnel_passwords', sentence: 'Must provide a password for the ssh tunnel', label: 'password of the SSH server' },
  { field: 'passwords', sentence: 'Must provide a password', label: null },
] as const

export type SecretField = (typeof KINDS)[number]['field']

/** A secret that a file of a bundle lacks. */
export interface Lack {
  readonly field: SecretField
  readonly path: string
}

/** What was entered, by field and file. */
export type Secrets = Readonly<Partial<Record<SecretField, Readonly<Record<string, string>>>>>

/** Secrets that the server asks for in what it says of a file. */
export const lacksOf = (path: string, text: string): readonly Lack[] => {
  let rest = text
  return KINDS.flatMap(({ field, sentence }) => {
    if (!rest.includes(sentence)) return []
    rest = rest.replaceAll(sentence, '')
    return [{ field, path }]
  })
}

/** Both lists, each secret once. */
export const together = (a: readonly Lack[], b: readonly Lack[]): readonly Lack[] => [
  ...a,
  ...b.filter((one) => !a.some((other) => other.field === one.field && other.path === one.path)),
]

const labelOf = ({ field, path }: Lack): string => {
  const name = path.replace(/^(databases|reports)\/|\.yaml$/g, '')
  const what = KINDS.find((kind) => kind.field === field)?.label ?? null
  return what === null ? name : `${name}: ${t(what)}`
}

/** Asks for what a bundle lacks. */
export const SecretInputs = ({
  lacks,
  values,
  onChange,
}: {
  readonly lacks: readonly Lack[]
  readonly values: Secrets
  readonly onChange: (values: Secrets) => void
}) => (
  <Stack gap="xs">
    <Text size="sm">{t('Exports carry no passwords, and no addresses of webhooks. Give those of the file:')}</Text>
    {lacks.map((lack) => {
      const { field, path } = lack
      const value = values[field]?.[path] ?? ''
      const set = (text: string): void => onChange({ ...values, [field]: { ...values[field], [path]: text } })
      const shared = { label: labelOf(lack), autoComplete: 'off', value }
      return field === 'ssh_tunnel_private_keys' ? (
        <Textarea
          key={`${field} ${path}`}
          {...shared}
          autosize
          minRows={2}
          maxRows={6}
          spellCheck={false}
          onChange={(event) => set(event.currentTarget.value)}
        />
      ) : (
        <PasswordInput key={`${field} ${path}`} {...shared} onChange={(event) => set(event.currentTarget.value)} />
      )
    })}
  </Stack>
)

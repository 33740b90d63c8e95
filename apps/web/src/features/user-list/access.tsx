import { Group, List, Loader, Modal, Select, Stack, Text } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { type Choice, RemoteSelect, resourceSource } from '../../shared/remote-select/index.tsx'
import type { User } from './model.ts'

interface Answer {
  readonly result: {
    readonly roles: readonly string[]
    readonly person: { readonly active: boolean }
    readonly verdicts: readonly { readonly what: string; readonly allowed: boolean; readonly because: string; readonly roles: readonly string[] }[]
    readonly row_rules: readonly { readonly id: number; readonly clause: string }[]
  }
}

const KINDS = ['dashboard', 'chart', 'dataset', 'database'] as const
type Kind = (typeof KINDS)[number]

const sources = {
  dashboard: resourceSource('/api/v1/dashboard/', 'dashboard_title', 'ct'),
  chart: resourceSource('/api/v1/chart/', 'slice_name', 'ct'),
  dataset: resourceSource('/api/v1/dataset/', 'table_name', 'ct'),
  database: resourceSource('/api/v1/database/', 'database_name', 'ct'),
}
const names: Readonly<Record<Kind, string>> = { dashboard: t('Dashboard'), chart: t('Chart'), dataset: t('Dataset'), database: t('Database') }

const isKind = (value: string | null): value is Kind => KINDS.some((kind) => kind === value)

const Verdicts = ({ user, kind, id }: { readonly user: User; readonly kind: Kind; readonly id: string }) => {
  const query = useQuery({
    queryKey: ['access', user.id, kind, id],
    queryFn: ({ signal }) => api.get<Answer>(`/api/v1/explain/access?user_id=${user.id}&kind=${kind}&id=${id}`, { signal }),
  })
  if (query.error !== null) return <Text c="red">{query.error.message}</Text>
  if (query.data === undefined) return <Loader size="sm" aria-label={t('Loading')} />
  const { person, verdicts, row_rules: rules } = query.data.result
  if (!person.active) return <Text>{t('The account is switched off: it may do nothing.')}</Text>
  return (
    <Stack gap="xs" aria-live="polite">
      {verdicts.map((verdict) => (
        <Group key={verdict.what} wrap="nowrap" align="flex-start">
          {verdict.allowed ? (
            <IconCheck size={20} color="var(--mantine-color-green-7)" role="img" aria-label={t('yes')} />
          ) : (
            <IconX size={20} color="var(--mantine-color-red-7)" role="img" aria-label={t('no')} />
          )}
          <div>
            <Text>{t(verdict.what)}</Text>
            <Text size="sm" c="dimmed">
              {verdict.because}
              {verdict.roles.length > 0 && ` – ${t('by the role')} ${verdict.roles.join(', ')}`}
            </Text>
          </div>
        </Group>
      ))}
      {rules.length > 0 && (
        <>
          <Text>{t('Rows are hidden by these rules:')}</Text>
          <List size="sm">
            {rules.map((rule) => (
              <List.Item key={rule.id}>
                <code>{rule.clause}</code>
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  )
}

/** What somebody may do with an object, and by which rule. */
export const AccessDialog = ({ user, onClose }: { readonly user: User; readonly onClose: () => void }) => {
  const [kind, setKind] = useState<Kind>('dashboard')
  const [object, setObject] = useState<Choice | null>(null)
  const choose = (value: string | null): void => {
    if (!isKind(value)) return
    setKind(value)
    setObject(null)
  }
  return (
    <Modal opened onClose={onClose} title={t('What may {{name}} do?', { name: user.username })} size="lg">
      <Stack>
        <Select
          label={t('Kind of object')}
          data={KINDS.map((value) => ({ value, label: names[value] }))}
          value={kind}
          allowDeselect={false}
          onChange={choose}
        />
        <RemoteSelect key={kind} label={names[kind]} source={sources[kind]} value={object} onChange={setObject} placeholder={t('Type to search')} />
        {object !== null && <Verdicts user={user} kind={kind} id={object.value} />}
      </Stack>
    </Modal>
  )
}

import {
  Accordion,
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Skeleton,
  Stack,
  TextInput,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { SshSection } from './ssh-section.tsx'
import { NO_TUNNEL, type SshTunnel, type SshValues, sshTunnel, sshValues } from './ssh-values.ts'

interface Engine {
  readonly name: string
  readonly engine: string
  readonly sqlalchemy_uri_placeholder: string
  readonly parameters?: unknown
  readonly engine_information: { readonly disable_ssh_tunneling: boolean }
}

interface Values {
  readonly database_name: string
  readonly engine: string
  readonly method: 'sqlalchemy_form' | 'dynamic_form'
  readonly sqlalchemy_uri: string
  readonly host: string
  readonly port: number | ''
  readonly database: string
  readonly username: string
  readonly password: string
  readonly expose_in_sqllab: boolean
  readonly allow_dml: boolean
  readonly allow_file_upload: boolean
  readonly cache_timeout: number | ''
  readonly ssh: SshValues
}

const PORTS: Readonly<Record<string, number>> = { postgresql: 5432, mysql: 3306 }
const EMPTY: Values = {
  database_name: '',
  engine: 'postgresql',
  method: 'dynamic_form',
  sqlalchemy_uri: '',
  host: '',
  port: 5432,
  database: '',
  username: '',
  password: '',
  expose_in_sqllab: true,
  allow_dml: false,
  allow_file_upload: false,
  cache_timeout: '',
  ssh: NO_TUNNEL,
}

interface Connection {
  readonly result: {
    readonly database_name: string
    readonly backend: string
    readonly configuration_method: Values['method']
    readonly sqlalchemy_uri: string
    readonly parameters: { readonly host?: string; readonly port?: number; readonly database?: string; readonly username?: string | null }
    readonly expose_in_sqllab: boolean
    readonly allow_dml: boolean
    readonly allow_file_upload: boolean
    readonly cache_timeout: number | null
    readonly ssh_tunnel: SshTunnel | null
  }
}

const fromConnection = ({ result }: Connection): Values => ({
  ...EMPTY,
  database_name: result.database_name,
  engine: result.backend,
  method: 'sqlalchemy_form',
  sqlalchemy_uri: result.sqlalchemy_uri,
  host: result.parameters.host ?? '',
  port: result.parameters.port ?? '',
  database: result.parameters.database ?? '',
  username: result.parameters.username ?? '',
  expose_in_sqllab: result.expose_in_sqllab,
  allow_dml: result.allow_dml,
  allow_file_upload: result.allow_file_upload,
  cache_timeout: result.cache_timeout ?? '',
  ssh: sshValues(result.ssh_tunnel),
})

const address = (values: Values, hasParameters: boolean): Record<string, unknown> =>
  values.method === 'dynamic_form' && hasParameters
    ? {
        engine: values.engine,
        configuration_method: 'dynamic_form',
        parameters: {
          host: values.host,
          port: values.port === '' ? undefined : values.port,
          database: values.database,
          username: values.username,
          password: values.password,
        },
      }
    : { sqlalchemy_uri: values.sqlalchemy_uri, configuration_method: 'sqlalchemy_form' }

/** One choice an engine; those that are known by several names are found by each. */
const engineChoices = (engines: readonly Engine[]): { value: string; label: string }[] => {
  const names = new Map<string, string[]>()
  for (const { engine, name } of engines) names.set(engine, [...(names.get(engine) ?? []), name])
  return [...names].map(([value, labels]) => ({ value, label: labels.join(', ') }))
}

const SWITCHES = [
  { key: 'expose_in_sqllab', label: 'Show in SQL Lab' },
  { key: 'allow_dml', label: 'Allow statements that write' },
  { key: 'allow_file_upload', label: 'Allow files to be uploaded' },
] as const

const Switches = ({ values, set }: { readonly values: Values; readonly set: (change: Partial<Values>) => void }) =>
  SWITCHES.map(({ key, label }) => (
    <Checkbox key={key} label={t(label)} checked={values[key]} onChange={(event) => set({ [key]: event.currentTarget.checked })} />
  ))

/** Connects a database, or changes how one is reached. */
export const DatabaseForm = ({ id, onClose, onSaved }: { readonly id: number | null; readonly onClose: () => void; readonly onSaved: () => void }) => {
  const engines = useQuery({
    queryKey: ['engines'],
    queryFn: () => api.get<{ databases: readonly Engine[] }>('/api/v1/database/available/'),
    staleTime: 600_000,
  })
  const stored = useQuery({
    queryKey: ['connection', id],
    queryFn: () => api.get<Connection>(`/api/v1/database/${id}/connection`),
    enabled: id !== null,
    gcTime: 0,
  })
  const [values, setValues] = useState<Values>(EMPTY)
  const [result, setResult] = useState<{ readonly ok: boolean; readonly text: string } | null>(null)
  const [busy, setBusy] = useState<'test' | 'save' | null>(null)
  useEffect(() => {
    if (stored.data !== undefined) setValues(fromConnection(stored.data))
  }, [stored.data])
  const set = (change: Partial<Values>): void => {
    setValues({ ...values, ...change })
    setResult(null)
  }
  const engine = engines.data?.databases.find((one) => one.engine === values.engine)
  const hasParameters = engine?.parameters !== undefined
  const tunnels = useSession().feature_flags['SSH_TUNNELING'] === true && engine?.engine_information.disable_ssh_tunneling === false
  const way = tunnels ? { ssh_tunnel: sshTunnel(values.ssh) } : {}
  const byForm = hasParameters && values.method === 'dynamic_form'
  const test = async (): Promise<void> => {
    setBusy('test')
    try {
      await api.post('/api/v1/database/test_connection/', { body: { database_name: values.database_name, ...address(values, hasParameters), ...way } })
      setResult({ ok: true, text: t('The connection works.') })
    } catch (error) {
      setResult({ ok: false, text: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(null)
    }
  }
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy('save')
    const body = {
      database_name: values.database_name,
      ...address(values, hasParameters),
      ...way,
      expose_in_sqllab: values.expose_in_sqllab,
      allow_dml: values.allow_dml,
      allow_file_upload: values.allow_file_upload,
      cache_timeout: values.cache_timeout === '' ? null : values.cache_timeout,
    }
    try {
      await (id === null ? api.post('/api/v1/database/', { body }) : api.put(`/api/v1/database/${id}`, { body }))
      notifications.show({ color: 'green', message: id === null ? t('Connected') : t('Saved') })
      onSaved()
    } catch (error) {
      setResult({ ok: false, text: error instanceof Error ? error.message : String(error) })
      setBusy(null)
    }
  }
  const title = id === null ? t('Connect a database') : t('Edit the connection')
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      {engines.data === undefined || (id !== null && stored.data === undefined) ? (
        <Skeleton height={240} />
      ) : (
        <Stack component="form" onSubmit={(event: FormEvent) => void save(event)}>
          <TextInput
            label={t('Name')}
            description={t('How people here call it.')}
            required
            data-autofocus
            value={values.database_name}
            onChange={(event) => set({ database_name: event.currentTarget.value })}
          />
          <Select
            label={t('Engine')}
            searchable
            data={engineChoices(engines.data.databases)}
            value={values.engine}
            allowDeselect={false}
            onChange={(value) => set({ engine: value ?? 'postgresql', port: PORTS[value ?? ''] ?? '' })}
            comboboxProps={{ withinPortal: true }}
          />
          {hasParameters && (
            <SegmentedControl
              data={[
                { value: 'dynamic_form', label: t('Form') },
                { value: 'sqlalchemy_form', label: t('Address (URI)') },
              ]}
              value={values.method}
              onChange={(value) => set({ method: value === 'dynamic_form' ? 'dynamic_form' : 'sqlalchemy_form' })}
            />
          )}
          {byForm ? (
            <>
              <Group grow align="flex-start">
                <TextInput
                  label={t('Host')}
                  required
                  placeholder="db.example.com"
                  value={values.host}
                  onChange={(event) => set({ host: event.currentTarget.value })}
                />
                <NumberInput
                  label={t('Port')}
                  required
                  min={1}
                  max={65_535}
                  value={values.port}
                  onChange={(value) => set({ port: typeof value === 'number' ? value : '' })}
                />
              </Group>
              <TextInput label={t('Database')} required value={values.database} onChange={(event) => set({ database: event.currentTarget.value })} />
              <Group grow align="flex-start">
                <TextInput label={t('User')} autoComplete="off" value={values.username} onChange={(event) => set({ username: event.currentTarget.value })} />
                <PasswordInput
                  label={t('Password')}
                  autoComplete="new-password"
                  value={values.password}
                  onChange={(event) => set({ password: event.currentTarget.value })}
                />
              </Group>
            </>
          ) : (
            <TextInput
              label={t('Address (SQLAlchemy URI)')}
              required
              placeholder={engine?.sqlalchemy_uri_placeholder ?? ''}
              autoComplete="off"
              value={values.sqlalchemy_uri}
              onChange={(event) => set({ sqlalchemy_uri: event.currentTarget.value })}
            />
          )}
          {tunnels && <SshSection values={values.ssh} onChange={(ssh) => set({ ssh })} />}
          <Accordion variant="separated">
            <Accordion.Item value="more">
              <Accordion.Control>{t('More')}</Accordion.Control>
              <Accordion.Panel>
                <Stack>
                  <NumberInput
                    label={t('Keep answers for (seconds)')}
                    description={t('Empty: as configured. -1: do not keep.')}
                    min={-1}
                    value={values.cache_timeout}
                    onChange={(value) => set({ cache_timeout: typeof value === 'number' ? value : '' })}
                  />
                  <Switches values={values} set={set} />
                </Stack>
              </Accordion.Panel>
            </Accordion.Item>
          </Accordion>
          {result !== null && (
            <Alert color={result.ok ? 'green' : 'red'} role="status">
              {result.text}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" loading={busy === 'test'} onClick={() => void test()}>
              {t('Test the connection')}
            </Button>
            <Button type="submit" loading={busy === 'save'}>
              {id === null ? t('Connect') : t('Save')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

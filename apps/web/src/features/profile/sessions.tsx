import { Badge, Button, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { momentText } from '../../shared/moment/index.tsx'
import { attempt } from './tell.ts'

const API = '/api/v1/coset/me/sessions'

interface SessionRow {
  readonly id: string
  readonly current: boolean
  readonly method: string
  readonly address: string
  readonly agent: string
  readonly started_on: number
  readonly seen_on: number
}

/** `Firefox on Linux`, as far as the browser says it. */
const browserName = (agent: string): string => {
  const browser = /Edg\/|Firefox\/|Chrome\/|Safari\//.exec(agent)?.[0].slice(0, -1).replace('Edg', 'Edge') ?? t('A program')
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(agent)?.[0]
  return system === undefined ? browser : t('{{browser}} on {{system}}', { browser, system })
}

const Row = ({ row, onEnd }: { readonly row: SessionRow; readonly onEnd: () => void }) => (
  <Group justify="space-between" wrap="nowrap">
    <div>
      <Text size="sm">
        {browserName(row.agent)} {row.current && <Badge variant="light">{t('This one')}</Badge>}
      </Text>
      <Text size="xs" c="dimmed">
        {row.address} · {t('by {{method}}', { method: row.method })} · {t('last used {{when}}', { when: momentText(row.seen_on) })}
      </Text>
    </div>
    {!row.current && (
      <Button size="compact-sm" variant="subtle" color="red" style={{ flexShrink: 0 }} onClick={onEnd}>
        {t('Sign out')}
      </Button>
    )}
  </Group>
)

/** Where one is signed in, with the way to end it. */
export const Sessions = () => {
  const client = useQueryClient()
  const { data, error } = useQuery({ queryKey: ['sessions'], queryFn: () => api.get<{ result: readonly SessionRow[] }>(API) })
  const end = async (id: string | null): Promise<void> => {
    await attempt(() => api.delete(id === null ? API : `${API}/${id}`))
    await client.invalidateQueries({ queryKey: ['sessions'] })
  }
  return (
    <Card withBorder radius="10px">
      <Stack>
        <Title order={2}>{t('Where you are signed in')}</Title>
        {error !== null && <Text c="red">{error.message}</Text>}
        {data === undefined && error === null && <Skeleton height={60} />}
        {data?.result.map((row) => (
          <Row key={row.id} row={row} onEnd={() => void end(row.id)} />
        ))}
        {(data?.result.length ?? 0) > 1 && (
          <Button variant="default" onClick={() => void end(null)}>
            {t('Sign out everywhere else')}
          </Button>
        )}
      </Stack>
    </Card>
  )
}

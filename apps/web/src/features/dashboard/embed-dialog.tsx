import { ErrorState, LoadingState } from '@coset/ui'
import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { sampleOf, sitesOf } from './model/embedding.ts'
import type { DashboardInfo } from './model/types.ts'

interface Embedded {
  readonly uuid: string
  readonly allowed_domains: readonly string[]
}

const load = async (path: string, signal: AbortSignal): Promise<Embedded | null> =>
  api.get<{ result: Embedded }>(path, { signal }).then(
    ({ result }) => result,
    (error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return null
      throw error
    },
  )

const Copied = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <CopyButton value={value}>
    {({ copied, copy }) => (
      <Button size="xs" variant="default" onClick={copy}>
        {copied ? t('Copied') : label}
      </Button>
    )}
  </CopyButton>
)

const HowTo = ({ uuid }: { readonly uuid: string }) => {
  const sample = sampleOf(uuid, window.location.origin)
  return (
    <>
      <Group align="end" wrap="nowrap">
        <TextInput label={t('UUID of the embedded dashboard')} value={uuid} readOnly flex={1} />
        <Copied label={t('Copy the UUID')} value={uuid} />
      </Group>
      <Stack gap={4}>
        <Group justify="space-between">
          <Text size="sm" fw={500}>
            {t('For the other site’s page')}
          </Text>
          <Copied label={t('Copy the code')} value={sample} />
        </Group>
        <Code block tabIndex={0} aria-label={t('Code for the other site’s page')}>
          {sample}
        </Code>
        <Text size="xs" c="dimmed">
          {t('Its server asks this site for a token of each guest; a token says which rows the guest may see.')}
        </Text>
      </Stack>
    </>
  )
}

const Form = ({ path, embedded }: { readonly path: string; readonly embedded: Embedded | null }) => {
  const client = useQueryClient()
  const [text, setText] = useState(embedded?.allowed_domains.join('\n') ?? '')
  const [working, setWorking] = useState<'save' | 'end' | null>(null)
  const [told, setTold] = useState<string | null>(null)
  const sites = sitesOf(text)
  const changed = sites.join() !== (embedded?.allowed_domains ?? []).join()
  const work = async (kind: 'save' | 'end', run: () => Promise<unknown>): Promise<void> => {
    setWorking(kind)
    setTold(null)
    try {
      await run()
      await client.invalidateQueries({ queryKey: ['embedding', path] })
    } catch (error) {
      setTold(error instanceof Error ? error.message : String(error))
    } finally {
      setWorking(null)
    }
  }
  return (
    <Stack gap="md">
      <Text size="sm">
        {embedded === null
          ? t('No other site shows this dashboard. Once it is embedded, sites show it to guests who need no account here.')
          : t('Other sites may show this dashboard to guests who have a token.')}
      </Text>
      <Textarea
        label={t('Sites that may show it')}
        description={t('One a line, such as https://shop.example. Empty: any site.')}
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        error={told}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {sites.length === 0 && (
        <Alert color="yellow" p="xs">
          {t('Any site may show it. Guests still need a token.')}
        </Alert>
      )}
      <Group>
        <Button
          loading={working === 'save'}
          disabled={working !== null || (embedded !== null && !changed)}
          onClick={() => void work('save', () => api.post(path, { body: { allowed_domains: sites } }))}
        >
          {embedded === null ? t('Embed') : t('Save')}
        </Button>
        {embedded !== null && (
          <Button color="red" variant="light" loading={working === 'end'} disabled={working !== null} onClick={() => void work('end', () => api.delete(path))}>
            {t('Stop embedding')}
          </Button>
        )}
      </Group>
      {embedded !== null && <HowTo uuid={embedded.uuid} />}
    </Stack>
  )
}

/** Which other sites may show the dashboard, and how they do it. */
export const EmbedDialog = ({ dashboard, onClose }: { readonly dashboard: DashboardInfo; readonly onClose: () => void }) => {
  const path = `/api/v1/dashboard/${dashboard.id}/embedded`
  const { data, error, refetch } = useQuery({ queryKey: ['embedding', path], queryFn: ({ signal }) => load(path, signal), retry: false })
  return (
    <Modal opened onClose={onClose} title={t('Embed {{name}}', { name: dashboard.dashboard_title })} size="lg">
      {error !== null ? (
        <ErrorState
          compact
          message={error.message}
          details={error instanceof ApiError ? error.details : ''}
          onRetry={() => void refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : data === undefined ? (
        <LoadingState label={t('Loading')} />
      ) : (
        <Form key={data?.uuid ?? ''} path={path} embedded={data} />
      )}
    </Modal>
  )
}

import { EmptyState, ErrorState, Page as Frame } from '@coset/ui'
import { Button, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Favourite } from '../../shared/favourite/index.tsx'
import { Ago, momentOf } from '../../shared/moment/index.tsx'
import { TagChips } from '../../shared/tags/chips.tsx'
import type { Tag } from '../../shared/tags/tags.ts'
import classes from './tag.module.css'

interface Entity {
  readonly id: number
  readonly type: string
  readonly name: string
  readonly url: string
  readonly changed_on: string
  readonly tags: readonly Tag[]
  readonly owners: readonly ({ readonly first_name: string; readonly last_name: string } | null)[]
}

const KINDS = [
  { kind: 'dashboard', title: 'Dashboards' },
  { kind: 'chart', title: 'Charts' },
  { kind: 'dataset', title: 'Datasets' },
  { kind: 'query', title: 'Saved queries' },
] as const

const ownersOf = ({ owners }: Entity): string => owners.flatMap((owner) => (owner === null ? [] : [`${owner.first_name} ${owner.last_name}`])).join(', ')

const Kind = ({ title, tagId, entities }: { readonly title: string; readonly tagId: number; readonly entities: readonly Entity[] }) => (
  <section aria-label={title}>
    <Title order={2} mb="xs">
      {title}{' '}
      <Text span c="dimmed">
        {entities.length}
      </Text>
    </Title>
    <div className={classes['card']}>
      <Table verticalSpacing="xs" layout="fixed" aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('Name')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('Other tags')}</Table.Th>
            <Table.Th visibleFrom="sm" w={220}>
              {t('Owners')}
            </Table.Th>
            <Table.Th w={130}>{t('Changed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entities.map((entity) => (
            <Table.Tr key={entity.id}>
              <Table.Td>
                <Link to={entity.url}>{entity.name === '' ? t('Untitled') : entity.name}</Link>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                <TagChips tags={entity.tags.filter((tag) => tag.id !== tagId)} />
              </Table.Td>
              <Table.Td visibleFrom="sm">{ownersOf(entity)}</Table.Td>
              <Table.Td>
                <Ago at={momentOf(entity.changed_on)} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  </section>
)

/** All that carries a tag, by kind. */
export const Page = () => {
  const [parameters] = useSearchParams()
  const session = useSession()
  const id = Number(parameters.get('id') ?? Number.NaN)
  const { data, error, refetch } = useQuery({
    queryKey: ['tagged', id],
    retry: false,
    queryFn: async ({ signal }) => {
      if (!Number.isInteger(id)) throw new Error(t('The address names no tag.'))
      const [tag, entities] = await Promise.all([
        api.get<{ result: { name: string; description: string | null } }>(`/api/v1/tag/${id}`, { signal }),
        api.get<{ result: readonly Entity[] }>('/api/v1/tag/get_objects/', { query: { tagIds: id }, signal }),
      ])
      return { tag: tag.result, entities: entities.result }
    },
  })
  const groups = KINDS.map(({ kind, title }) => ({ kind, title: t(title), entities: (data?.entities ?? []).filter((one) => one.type === kind) }))
  return (
    <Frame
      title={data === undefined ? t('Tag') : t('Tagged {{name}}', { name: data.tag.name })}
      meta={data === undefined ? undefined : t('{{count}} in all', { count: data.entities.length })}
      actions={data !== undefined && session.user !== null && <Favourite kind="tag" id={id} name={data.tag.name} />}
    >
      <Button component={Link} to="/superset/tags/" variant="subtle" size="compact-sm" mr="auto" leftSection={<IconArrowLeft size={16} aria-hidden />}>
        {t('All tags')}
      </Button>
      {data?.tag.description !== undefined && data.tag.description !== null && data.tag.description !== '' && <Text>{data.tag.description}</Text>}
      {error !== null ? (
        <ErrorState
          message={error instanceof ApiError && error.status === 404 ? t('There is no such tag.') : error.message}
          details={error instanceof ApiError ? error.details : ''}
          onRetry={() => void refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : data === undefined ? (
        <div aria-busy="true">
          <Skeleton height={240} />
        </div>
      ) : data.entities.length === 0 ? (
        <EmptyState title={t('Nothing that you may see carries this tag yet')}>
          <p>{t('Tags are put on dashboards and charts from the menu of their rows.')}</p>
        </EmptyState>
      ) : (
        groups.filter(({ entities }) => entities.length > 0).map(({ kind, ...group }) => <Kind key={kind} tagId={id} {...group} />)
      )}
    </Frame>
  )
}

import { ErrorState, Page as Frame } from '@coset/ui'
import { Badge, Button, Card, Group, SimpleGrid, Skeleton, Text } from '@mantine/core'
import { IconChartBar, IconDatabase, IconLayoutDashboard, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { type CardFacts, ObjectCard } from '../../shared/object-card/index.tsx'
import classes from './home.module.css'

interface Dashboard {
  readonly id: number
  readonly dashboard_title: string
  readonly url: string
  readonly published: boolean
  readonly thumbnail_url: string
  readonly changed_on_delta_humanized: string
}

interface Activity {
  readonly item_title: string
  readonly item_type: string
  readonly item_url: string
  readonly time_delta_humanized: string
}

const columns = ['id', 'dashboard_title', 'url', 'published', 'thumbnail_url', 'changed_on_delta_humanized']

const useDashboards = (name: string, filters: readonly unknown[]) =>
  useQuery({
    queryKey: ['home', name],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly Dashboard[] }>('/api/v1/dashboard/', {
        q: { columns, filters, page: 0, page_size: 6, order_column: 'changed_on_delta_humanized', order_direction: 'desc' },
        signal,
      }),
  })

const Section = ({ title, more, children }: { readonly title: string; readonly more?: ReactNode; readonly children: ReactNode }) => (
  <section aria-label={title}>
    <Group justify="space-between" mb="xs">
      <h2 className={classes['heading']}>{title}</h2>
      {more}
    </Group>
    {children}
  </section>
)

const Pictures = ({ children }: { readonly children: ReactNode }) => <div className={classes['pictures']}>{children}</div>

const Cards = ({ children }: { readonly children: ReactNode }) => <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>{children}</SimpleGrid>

const cardOf = (dashboard: Dashboard): CardFacts => ({
  kind: 'dashboard',
  id: dashboard.id,
  title: dashboard.dashboard_title,
  href: dashboard.url,
  thumbnailUrl: dashboard.thumbnail_url,
  ...(dashboard.published ? {} : { badge: <Badge variant="default">{t('Draft')}</Badge> }),
  changed: t('Changed {{when}}', { when: dashboard.changed_on_delta_humanized }),
})

const Doors = () => {
  const navigate = useNavigate()
  return (
    <Cards>
      <Card withBorder radius="10px">
        <IconDatabase size={24} stroke={1.5} aria-hidden />
        <Text mt="xs" mb="sm">
          {t('Connect a database and look at its tables.')}
        </Text>
        <Button variant="light" onClick={() => void navigate('/databaseview/list/?new=1')}>
          {t('Connect a database')}
        </Button>
      </Card>
      <Card withBorder radius="10px">
        <IconTable size={24} stroke={1.5} aria-hidden />
        <Text mt="xs" mb="sm">
          {t('Make a dataset of a table and draw it.')}
        </Text>
        <Button variant="light" onClick={() => void navigate('/dataset/add/')}>
          {t('Choose a table')}
        </Button>
      </Card>
      <Card withBorder radius="10px">
        <IconLayoutDashboard size={24} stroke={1.5} aria-hidden />
        <Text mt="xs" mb="sm">
          {t('Bring dashboards from an export.')}
        </Text>
        <Button variant="light" onClick={() => void navigate('/dashboard/list/')}>
          {t('Import dashboards')}
        </Button>
      </Card>
    </Cards>
  )
}

/** What one opened last, marked, made; and what there is. */
export const Page = () => {
  const session = useSession()
  const [parameters] = useSearchParams()
  const me = session.user?.id ?? 0
  const recent = useQuery({
    queryKey: ['home', 'recent'],
    queryFn: ({ signal }) => api.get<{ result: readonly Activity[] }>('/api/v1/log/recent_activity/', { q: { page_size: 6 }, signal }),
    enabled: session.allows('can_recent_activity', 'Log'),
  })
  const favourites = useDashboards('favourites', [{ col: 'id', opr: 'dashboard_is_favorite', value: true }])
  const mine = useDashboards('mine', [{ col: 'owners', opr: 'rel_m_m', value: me }])
  const all = useDashboards('all', [])
  if (all.error !== null)
    return <ErrorState message={all.error.message} onRetry={() => void all.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  const empty = all.data !== undefined && all.data.result.length === 0
  return (
    <Frame title={t('Hello {{name}}', { name: session.user?.first_name ?? '' })}>
      {parameters.get('welcome') === '1' && (
        <Card withBorder radius="10px" padding="md" role="status">
          <Group justify="space-between">
            <Text>{t('You are signed in as the administrator. Set a password of your own to come back later.')}</Text>
            <Button component={Link} to="/user_info/" variant="light">
              {t('Set a password')}
            </Button>
          </Group>
        </Card>
      )}
      {empty && <Doors />}
      {recent.data !== undefined && recent.data.result.length > 0 && (
        <Section title={t('Opened last')}>
          <Cards>
            {recent.data.result.map((item) => (
              <Card key={item.item_url} withBorder radius="10px" padding="md" className={classes['card'] ?? ''}>
                <Group wrap="nowrap" gap="sm">
                  {item.item_type === 'slice' ? (
                    <IconChartBar size={20} stroke={1.5} aria-hidden />
                  ) : (
                    <IconLayoutDashboard size={20} stroke={1.5} aria-hidden />
                  )}
                  <div className={classes['text']}>
                    <Link to={item.item_url} className={classes['link'] ?? ''}>
                      {item.item_title}
                    </Link>
                    <Text size="xs" c="dimmed">
                      {item.time_delta_humanized}
                    </Text>
                  </div>
                </Group>
              </Card>
            ))}
          </Cards>
        </Section>
      )}
      {[
        { title: t('Favourites'), query: favourites },
        { title: t('Yours'), query: mine },
        { title: t('All dashboards'), query: all },
      ].map(({ title, query }) =>
        query.data === undefined ? (
          <Skeleton key={title} height={300} radius="10px" />
        ) : (
          query.data.result.length > 0 && (
            <Section key={title} title={title} more={title === t('All dashboards') && <Link to="/dashboard/list/">{t('See all')}</Link>}>
              <Pictures>
                {query.data.result.map((dashboard) => (
                  <ObjectCard key={dashboard.id} facts={cardOf(dashboard)} />
                ))}
              </Pictures>
            </Section>
          )
        ),
      )}
    </Frame>
  )
}

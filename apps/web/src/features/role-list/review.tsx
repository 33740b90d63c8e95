import type { RoleChange } from '@coset/contract'
import { Alert, Code, List, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { listOf, objectSentence, peopleText, type Way } from './words.ts'

type Permissions = RoleChange['permissions']['gained']

/** Nothing that anybody would notice, and nothing that is worth a second look. */
const isQuiet = (change: RoleChange): boolean =>
  change.complete &&
  !change.anonymous &&
  change.affected.count + change.people.gained.count + change.people.lost.count === 0 &&
  change.permissions.gained.every((one) => one.danger === null)

const Dangers = ({ change }: { readonly change: RoleChange }) => {
  const dangers = new Map<string, Permissions>()
  for (const one of change.permissions.gained) if (one.danger !== null) dangers.set(one.danger, [...(dangers.get(one.danger) ?? []), one])
  const { gained } = change.administrators
  if (dangers.size === 0 && gained.count === 0) return null
  return (
    <Alert color="red" title={t('Look twice')}>
      <List size="sm" spacing={4}>
        {gained.count > 0 && (
          <List.Item>{t('{{people}}: administrators from then on, who may read and change everything.', { people: peopleText(gained) })}</List.Item>
        )}
        {[...dangers].map(([danger, ones]) => {
          const most = ones.reduce((a, b) => (b.people.count > a.people.count ? b : a))
          return (
            <List.Item key={danger}>
              {t(danger)}: {most.people.count === 0 ? t('nobody gets it yet.') : t('new for {{people}}.', { people: peopleText(most.people) })}
            </List.Item>
          )
        })}
      </List>
    </Alert>
  )
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section>
    <Title order={3} size="h5" mb={4}>
      {title}
    </Title>
    {children}
  </section>
)

const Sentences = ({ change, way }: { readonly change: RoleChange; readonly way: Way }) => {
  const holders = change.people[way]
  const objects = change.objects.filter((one) => one[way].count > 0)
  const pages = change.pages[way]
  const ends = change.administrators.lost
  const permissions = change.permissions[way]
  if (holders.count + objects.length + pages.length + permissions.length === 0) return null
  return (
    <Section title={way === 'gained' ? t('What opens') : t('What closes')}>
      <List size="sm" spacing={4}>
        {holders.count > 0 && (
          <List.Item>
            {t(way === 'gained' ? 'The role is new for {{people}}.' : 'The role is taken from {{people}}.', { people: peopleText(holders) })}
          </List.Item>
        )}
        {way === 'lost' && ends.count > 0 && <List.Item>{t('No longer administrators: {{people}}.', { people: peopleText(ends) })}</List.Item>}
        {objects.map((one) => (
          <List.Item key={one.kind}>{objectSentence(one.kind, way, one[way])}</List.Item>
        ))}
        {pages.length > 0 && (
          <List.Item>
            {t(way === 'gained' ? 'New pages in the menus: {{pages}}.' : 'Pages that go from the menus: {{pages}}.', {
              pages: pages.map((page) => `${t(page.name)} (${peopleText(page.people)})`).join(', '),
            })}
          </List.Item>
        )}
      </List>
      {permissions.length > 0 && (
        <details>
          <summary>
            <Text span size="sm">
              {t(permissions.length === 1 ? '1 permission' : '{{count}} permissions', { count: permissions.length })}
            </Text>
          </summary>
          <List size="sm" spacing={2} mt={4}>
            {permissions.map((one) => (
              <List.Item key={`${one.verb} ${one.view}`}>
                <Code>
                  {one.verb} · {one.view}
                </Code>{' '}
                {one.people.count === 0 ? t('nobody has it otherwise now') : listOf(one.people)}
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </Section>
  )
}

const Review = ({ change }: { readonly change: RoleChange }) => (
  <Stack gap="md" aria-live="polite">
    <Text>
      {change.affected.count === 0
        ? t('For nobody with an account anything changes now.')
        : t(change.affected.count === 1 ? 'Something changes for 1 person: {{names}}.' : 'Something changes for {{count}} people: {{names}}.', {
            count: change.affected.count,
            names: listOf(change.affected),
          })}{' '}
      {t('Nothing is saved yet.')}
    </Text>
    {change.anonymous && <Alert color="orange">{t('Everybody is touched who is not signed in: the role Public is theirs.')}</Alert>}
    {!change.complete && <Alert color="orange">{t('So many kinds of people are touched that only the first 300 were looked at.')}</Alert>}
    <Dangers change={change} />
    <Sentences change={change} way="gained" />
    <Sentences change={change} way="lost" />
  </Stack>
)

interface Plan {
  readonly role_id: number | null
  readonly permission_view_menu_ids?: readonly number[]
  readonly user_ids?: readonly number[]
  readonly group_ids?: readonly number[]
}

/** What a change of a role would open and close, to be read before it is saved; null: nobody would notice. */
export const reviewOf = async (plan: Plan): Promise<ReactNode> => {
  const { result } = await api.post<{ result: RoleChange }>('/api/v1/explain/role_change', { body: plan })
  return isQuiet(result) ? null : <Review change={result} />
}

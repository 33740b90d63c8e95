import type { RightsChange, RoleChange } from '@coset/contract'
import { Alert, Code, List, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { heldSentences, listOf, objectSentence, peopleText, type Way } from './words.ts'

/** Of one role, or of whatever else gives rights. */
type Change = RoleChange | RightsChange
type Permissions = Change['permissions']['gained']

/** Nothing that anybody would notice, and nothing that is worth a second look. */
const isQuiet = (change: Change): boolean =>
  change.complete &&
  !change.anonymous &&
  change.affected.count === 0 &&
  (!('people' in change) || change.people.gained.count + change.people.lost.count === 0) &&
  change.permissions.gained.every((one) => one.danger === null)

const Dangers = ({ change }: { readonly change: Change }) => {
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

const Sentences = ({ change, way }: { readonly change: Change; readonly way: Way }) => {
  const held = heldSentences(change, way)
  const objects = change.objects.filter((one) => one[way].count > 0)
  const pages = change.pages[way]
  const ends = change.administrators.lost
  const permissions = change.permissions[way]
  if (held.length + objects.length + pages.length + permissions.length === 0) return null
  return (
    <Section title={way === 'gained' ? t('What opens') : t('What closes')}>
      <List size="sm" spacing={4}>
        {held.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
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
                <Code>{one.view === '' ? one.verb : `${one.verb} · ${one.view}`}</Code>{' '}
                {one.people.count === 0 ? t('nobody has it otherwise now') : listOf(one.people)}
              </List.Item>
            ))}
          </List>
        </details>
      )}
    </Section>
  )
}

const Review = ({ change, note }: { readonly change: Change; readonly note: string }) => (
  <Stack gap="md" aria-live="polite">
    <Text>
      {change.affected.count === 0
        ? t('For nobody with an account anything changes now.')
        : t(change.affected.count === 1 ? 'Something changes for 1 person: {{names}}.' : 'Something changes for {{count}} people: {{names}}.', {
            count: change.affected.count,
            names: listOf(change.affected),
          })}{' '}
      {note}
    </Text>
    {change.anonymous && <Alert color="orange">{t('Everybody is touched who is not signed in: the role Public is theirs.')}</Alert>}
    {!change.complete && <Alert color="orange">{t('So many kinds of people are touched that only the first 300 were looked at.')}</Alert>}
    <Dangers change={change} />
    <Sentences change={change} way="gained" />
    <Sentences change={change} way="lost" />
  </Stack>
)

/** The addresses under `/api/v1/explain/` that say what a change would open and close. */
type Preview = 'role_change' | 'role_deletion' | 'group_change' | 'group_deletion' | 'user_change' | 'user_deletion'

/** What a change would open and close, to be read before it is saved; null: nobody would notice. */
export const reviewOf = async (preview: Preview, plan: object, signal?: AbortSignal): Promise<ReactNode> => {
  const { result } = await api.post<{ result: Change }>(`/api/v1/explain/${preview}`, { body: plan, ...(signal === undefined ? {} : { signal }) })
  return isQuiet(result) ? null : <Review change={result} note={preview.endsWith('_deletion') ? t('Nothing is deleted yet.') : t('Nothing is saved yet.')} />
}

import type { RightsChange, RoleChange } from '@coset/contract'
import { t } from '../../session/i18n.ts'

export type Way = 'gained' | 'lost'
type Some = RoleChange['affected']
type Kind = RoleChange['objects'][number]['kind']

/** Names in a sentence: `ann, bob and 3 more`. */
export const listOf = ({ count, names }: Some, most = 25): string => {
  const shown = names.slice(0, most)
  if (shown.length === 0) return String(count)
  return shown.length < count ? t('{{names}} and {{count}} more', { names: shown.join(', '), count: count - shown.length }) : shown.join(', ')
}

const together = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : t('{{names}} and {{last}}', { names: names.slice(0, -1).join(', '), last: names.at(-1) ?? '' })

/** People in a sentence: by name when they are few, else counted. */
export const peopleText = (people: Some): string => {
  if (people.count <= 3 && people.names.length === people.count) return together(people.names)
  return people.count === 1 ? t('1 person') : t('{{count}} people', { count: people.count })
}

const NOUNS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  dashboard: ['dashboard', 'dashboards'],
  chart: ['chart', 'charts'],
  dataset: ['dataset', 'datasets'],
  database: ['database', 'databases'],
}

/** `3 people will be able to read 12 more datasets: a, b, c and 9 more.` */
export const objectSentence = (kind: Kind, way: Way, objects: RoleChange['objects'][number][Way]): string => {
  const noun = t(NOUNS[kind][objects.count === 1 ? 0 : 1])
  const values = { people: peopleText(objects.people), count: objects.count, noun, names: listOf(objects) }
  if (objects.names.length === 0)
    return way === 'gained'
      ? t('{{people}} will be able to read {{count}} more {{noun}}.', values)
      : t('{{people}} will no longer be able to read {{count}} {{noun}}.', values)
  return way === 'gained'
    ? t('{{people}} will be able to read {{count}} more {{noun}}: {{names}}.', values)
    : t('{{people}} will no longer be able to read {{count}} {{noun}}: {{names}}.', values)
}

/** Who gets or loses roles, and whose account opens or closes. */
export const heldSentences = (change: RoleChange | RightsChange, way: Way): readonly string[] => {
  if ('people' in change) {
    const holders = change.people[way]
    if (holders.count === 0) return []
    return [t(way === 'gained' ? 'The role is new for {{people}}.' : 'The role is taken from {{people}}.', { people: peopleText(holders) })]
  }
  const accounts = change.accounts[way]
  const opens = t(way === 'gained' ? 'The account opens for {{people}}.' : 'The account closes for {{people}}.', { people: peopleText(accounts) })
  const unnamed = change.roles[way].filter((one) => one.name === null)
  const most = unnamed.reduce((count, one) => Math.max(count, one.people.count), 0)
  return [
    ...(accounts.count === 0 ? [] : [opens]),
    ...change.roles[way].flatMap(({ name, people }) =>
      name === null
        ? []
        : [
            t(way === 'gained' ? 'The role “{{role}}” is new for {{people}}.' : 'The role “{{role}}” is taken from {{people}}.', {
              role: name,
              people: peopleText(people),
            }),
          ],
    ),
    ...(unnamed.length === 0
      ? []
      : [
          t(
            way === 'gained'
              ? 'Roles whose names you do not see are new: {{count}}, for {{people}}.'
              : 'Roles whose names you do not see are taken: {{count}}, from {{people}}.',
            {
              count: unnamed.length,
              people: most === 1 ? t('1 person') : t('up to {{count}} people', { count: most }),
            },
          ),
        ]),
  ]
}

import { readObject } from '../../json-text.ts'
import { diffLayouts, layoutWords } from '../layout.ts'
import { existing, markParts, namedRef, ownersIn } from '../parts.ts'
import type { Snapshot, Values } from '../snapshot.ts'
import { textOf } from '../snapshot.ts'
import { columnWords, listWords, markWords, memberWords, namesIn, quoted } from '../words.ts'
import { freeValue, tableKind } from './table-kind.ts'

const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

const itemsOf = (metadata: Values, list: string): ReadonlyMap<string, Values> => {
  const items = metadata[list]
  return new Map(Array.isArray(items) ? items.filter(isObject).map((item) => [textOf(item['id']), item]) : [])
}

const LISTS: Readonly<Record<string, string>> = { native_filter_configuration: 'Filter', chart_customization_config: 'Chart customization' }

const itemWords = (label: string, before: ReadonlyMap<string, Values>, after: ReadonlyMap<string, Values>): readonly string[] => [
  ...[...after].filter(([id]) => !before.has(id)).map(([, item]) => `${label} ${quoted(textOf(item['name']))} added`),
  ...[...before].filter(([id]) => !after.has(id)).map(([, item]) => `${label} ${quoted(textOf(item['name']))} removed`),
  ...[...after].flatMap(([id, item]) => {
    const old = before.get(id)
    if (old === undefined || JSON.stringify(old) === JSON.stringify(item)) return []
    const renamed = textOf(old['name']) !== textOf(item['name'])
    return [
      renamed ? `${label} ${quoted(textOf(old['name']))} is now called ${quoted(textOf(item['name']))}` : `${label} ${quoted(textOf(item['name']))} changed`,
    ]
  }),
]

/** Kept by the page itself. */
const COLOURS = ['map_label_colors', 'shared_label_colors', 'color_scheme_domain']

const metadataWords = (before: Values, after: Values): readonly string[] => [
  ...Object.entries(LISTS).flatMap(([list, label]) => itemWords(label, itemsOf(before, list), itemsOf(after, list))),
  ...memberWords('Setting', before, after, [...Object.keys(LISTS), ...COLOURS]),
  ...(COLOURS.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])) ? ['Colours of labels changed'] : []),
]

/** Names of a dashboard's charts by id. */
export const chartNamesIn = (...snapshots: readonly Snapshot[]): ReadonlyMap<number, string> =>
  new Map(
    snapshots.flatMap(({ names }) => Object.entries(names).flatMap(([key, name]) => (key.startsWith('chart:') ? [[Number(key.slice(6)), name] as const] : []))),
  )

/** What differs between the layouts of two versions. */
export const layoutOfVersions = (before: Snapshot, after: Snapshot) =>
  diffLayouts(textOf(before.row['position_json']), textOf(after.row['position_json']), chartNamesIn(before, after))

export const dashboardKind = tableKind({
  kind: 'dashboard',
  table: 'dashboards',
  noun: 'dashboard',
  writes: [{ verb: 'can_write', view: 'Dashboard' }],
  nameColumn: 'dashboard_title',
  refs: { theme_id: 'theme' },
  // The layout says which charts stand on it
  silent: ['charts'],
  parts: [
    ...markParts('dashboard', true),
    { name: 'roles', table: 'dashboard_roles', own: 'dashboard_id', ref: { column: 'role_id', kind: 'role' } },
    { name: 'charts', table: 'dashboard_charts', own: 'dashboard_id', ref: { column: 'chart_id', kind: 'chart' } },
    { name: 'embedding', table: 'embedded_dashboards', own: 'dashboard_id', trashOnly: true },
  ],
  owners: ownersIn,
  words: (before, after) => [
    ...columnWords(
      {
        dashboard_title: ['Title', 'value'],
        slug: ['Address', 'value'],
        published: ['Published', 'value'],
        description: ['Description', 'value'],
        css: ['CSS', 'lines'],
        certified_by: ['Certified by', 'value'],
        certification_details: ['Certification', 'value'],
        theme_id: ['Theme', 'theme'],
        is_managed_externally: ['Managed elsewhere', 'value'],
        external_url: ['Address elsewhere', 'value'],
      },
      before,
      after,
    ),
    ...layoutWords(layoutOfVersions(before, after)),
    ...metadataWords(readObject(textOf(before.row['json_metadata'])), readObject(textOf(after.row['json_metadata']))),
    ...markWords(before, after),
    ...listWords('role', 'roles', namesIn(before, 'roles', 'role_id', 'role'), namesIn(after, 'roles', 'role_id', 'role')),
  ],
  prepare: async (putting, snapshot) => {
    const { slug, theme_id } = snapshot.row
    const free = typeof slug === 'string' ? await freeValue(putting, 'dashboards', 'slug', slug, { longest: 255, numbered: (base, n) => `${base}-${n}` }) : null
    const themed = typeof theme_id === 'number' && (await existing(putting.db, 'theme', [theme_id])).has(theme_id)
    if (typeof theme_id === 'number' && !themed) putting.leftOut.push(namedRef(snapshot, 'theme', theme_id))
    return { ...snapshot.row, slug: free, theme_id: themed ? theme_id : null }
  },
})

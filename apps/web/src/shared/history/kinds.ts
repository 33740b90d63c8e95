import type { TRASH_KINDS, USED_KINDS, VERSIONED_KINDS } from '@coset/contract'
import {
  IconChartBar,
  IconDatabase,
  IconFileTypeCss,
  IconFilterCog,
  IconLayoutDashboard,
  IconMailForward,
  IconPalette,
  IconPoint,
  IconShieldLock,
  IconTable,
  IconTerminal2,
  IconTimeline,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'

export type VersionedKind = (typeof VERSIONED_KINDS)[number]
export type TrashKind = (typeof TRASH_KINDS)[number]
/** Kinds whose forms guard what others save; of users and groups there is neither trash nor history. */
export type RowKind = TrashKind | 'user' | 'group'
export type UsedKind = (typeof USED_KINDS)[number]

interface KindFacts {
  readonly one: string
  readonly icon: typeof IconTable
  /** Where its objects are listed, by the API. */
  readonly api?: string
  /** Where one of them is looked at. */
  readonly href?: (id: number) => string
}

const KINDS: Readonly<Record<string, KindFacts>> = {
  dashboard: { one: 'Dashboard', icon: IconLayoutDashboard, api: '/api/v1/dashboard', href: (id) => `/superset/dashboard/${id}/` },
  chart: { one: 'Chart', icon: IconChartBar, api: '/api/v1/chart', href: (id) => `/explore/?slice_id=${id}` },
  dataset: { one: 'Dataset', icon: IconTable, api: '/api/v1/dataset', href: (id) => `/dataset/${id}` },
  database: { one: 'Database', icon: IconDatabase, api: '/api/v1/database' },
  saved_query: { one: 'Saved query', icon: IconTerminal2, api: '/api/v1/saved_query' },
  report: { one: 'Alert or report', icon: IconMailForward, api: '/api/v1/report', href: (id) => `/report/${id}/edit` },
  role: { one: 'Role', icon: IconShieldLock, api: '/api/v1/security/roles' },
  rls: { one: 'Row-level rule', icon: IconFilterCog, api: '/api/v1/rowlevelsecurity' },
  annotation_layer: { one: 'Annotation layer', icon: IconTimeline, api: '/api/v1/annotation_layer' },
  annotation: { one: 'Annotation', icon: IconPoint },
  css_template: { one: 'CSS template', icon: IconFileTypeCss, api: '/api/v1/css_template' },
  theme: { one: 'Theme', icon: IconPalette, api: '/api/v1/theme' },
  user: { one: 'User', icon: IconUser },
  group: { one: 'Group', icon: IconUsersGroup },
  embedding: { one: 'Embedding in other sites', icon: IconLayoutDashboard, href: (id) => `/superset/dashboard/${id}/` },
}

/** Kinds that the trash knows, in the order that they are offered. */
export const TRASHED: readonly TrashKind[] = [
  'dashboard',
  'chart',
  'dataset',
  'database',
  'saved_query',
  'report',
  'role',
  'rls',
  'annotation_layer',
  'annotation',
  'css_template',
  'theme',
]
const USED: readonly string[] = ['dataset', 'chart', 'database', 'role', 'dashboard'] satisfies readonly UsedKind[]

/** What people call one of a kind. */
export const kindName = (kind: string): string => t(KINDS[kind]?.one ?? kind)

export const kindIcon = (kind: string): typeof IconTable => KINDS[kind]?.icon ?? IconPoint

/** Where an object is looked at; null where it has no page. */
export const hrefOf = (kind: string, id: number): string | null => KINDS[kind]?.href?.(id) ?? null

export const isUsedKind = (kind: string | null): kind is UsedKind => kind !== null && USED.includes(kind)

/** The kind whose deleted objects of an address go to the trash; null: they are gone at once. */
export const kindOfApi = (api: string): TrashKind | null =>
  /^\/api\/v1\/annotation_layer\/\d+\/annotation$/.test(api) ? 'annotation' : (TRASHED.find((kind) => KINDS[kind]?.api === api) ?? null)

import type { ReportFields } from '@coset/contract'
import type { Choice } from '../../../shared/remote-select/index.tsx'
import { chosenMasks, maskText } from '../../../shared/report-menu/masks.ts'
import { cronOf, START_PLAN } from './cron.ts'
import type { Kind, StoredReport } from './types.ts'

export type Format = NonNullable<ReportFields['report_format']>
export type Comparison = NonNullable<NonNullable<ReportFields['validator_config_json']>['op']>
export type RecipientType = NonNullable<ReportFields['recipients']>[number]['type']

export interface Recipient {
  /** Of this form alone. */
  readonly key: string
  readonly type: RecipientType
  readonly target: string
  readonly cc: string
  readonly bcc: string
}

/** What the form holds. An empty number is ''. */
export interface Values {
  readonly name: string
  readonly description: string
  readonly active: boolean
  readonly owners: readonly Choice[]
  readonly subject: 'dashboard' | 'chart'
  readonly dashboard: Choice | null
  readonly chart: Choice | null
  readonly tabs: readonly string[]
  /** What the dashboard's state holds beside the tabs: kept as it came. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly format: Format
  readonly width: number | ''
  readonly fresh: boolean
  readonly database: Choice | null
  readonly sql: string
  readonly condition: 'not null' | Comparison
  readonly threshold: number | ''
  readonly grace: number | ''
  readonly crontab: string
  readonly timezone: string
  readonly retention: number | null
  readonly timeout: number | ''
  readonly recipients: readonly Recipient[]
  readonly mailSubject: string
  readonly perRecipient: boolean
}

export const CHART_FORMATS: readonly Format[] = ['PNG', 'PDF', 'CSV', 'XLSX', 'TEXT']
export const DASHBOARD_FORMATS: readonly Format[] = ['PNG', 'PDF']

export const formatsOf = (subject: Values['subject']): readonly Format[] => (subject === 'chart' ? CHART_FORMATS : DASHBOARD_FORMATS)

let made = 0
export const newRecipient = (type: RecipientType, target = ''): Recipient => ({ key: `r${made++}`, type, target, cc: '', bcc: '' })

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  if (typeof value !== 'string' || value === '') return {}
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A list of addresses or channels in one line. */
export const splitTargets = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[,;\n]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
]

/** The tabs of an anchor: one, or a JSON list of several. */
export const tabsOfAnchor = (anchor: unknown): readonly string[] => {
  if (typeof anchor !== 'string' || anchor === '') return []
  if (!anchor.startsWith('[')) return [anchor]
  try {
    const list: unknown = JSON.parse(anchor)
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

const anchorOf = (tabs: readonly string[]): string | null => (tabs.length > 1 ? JSON.stringify(tabs) : (tabs[0] ?? null))

interface Asker {
  readonly id: number
  readonly name: string
  readonly email: string
}

/** A new alert or report of somebody: every morning at nine, to them. */
export const startValues = (asker: Asker, timezone: string): Values => ({
  name: '',
  description: '',
  active: true,
  owners: [{ value: String(asker.id), label: asker.name }],
  subject: 'dashboard',
  dashboard: null,
  chart: null,
  tabs: [],
  extra: {},
  format: 'PNG',
  width: '',
  fresh: false,
  database: null,
  sql: '',
  condition: '>',
  threshold: '',
  grace: 14_400,
  crontab: cronOf(START_PLAN),
  timezone,
  retention: 90,
  timeout: 3600,
  recipients: [newRecipient('Email', asker.email)],
  mailSubject: '',
  perRecipient: false,
})

/** What a menu of a dashboard or chart asked a report of. */
export interface Asked {
  readonly subject: 'dashboard' | 'chart'
  readonly id: number
  readonly title: string
  readonly tabs: readonly string[]
  readonly dataMask: Readonly<Record<string, unknown>>
}

/** The form for what one looked at: the tab opened last, the filters as chosen. */
export const askedValues = (start: Values, { subject, id, title, tabs, dataMask }: Asked): Values => {
  const choice = { value: String(id), label: title }
  const state = Object.keys(dataMask).length === 0 ? {} : { dashboard: { dataMask } }
  return subject === 'chart'
    ? { ...start, name: title, subject, chart: choice }
    : { ...start, name: title, subject, dashboard: choice, tabs: tabs.slice(-1), extra: state }
}

/** How the chosen filters of a report read: `Paris, Rome`. */
export const keptFilters = (values: Values): readonly string[] => Object.values(chosenMasks(objectOf(values.extra['dashboard'])['dataMask'])).map(maskText)

/** The report without the filters that it kept. */
export const withoutFilters = ({ extra }: Values): Pick<Values, 'extra'> => {
  const { dataMask: _gone, ...rest } = objectOf(extra['dashboard'])
  return { extra: { ...extra, dashboard: rest } }
}

const named = (id: number | undefined, label: string | undefined): Choice | null => (id === undefined ? null : { value: String(id), label: label ?? '' })

/** The form of a stored alert or report. */
export const storedValues = (stored: StoredReport): Values => {
  const extra = objectOf(stored.extra)
  const config = objectOf(stored.validator_config_json)
  const threshold = config['threshold']
  return {
    name: stored.name,
    description: stored.description ?? '',
    active: stored.active,
    owners: stored.owners.map((one) => ({ value: String(one.id), label: `${one.first_name} ${one.last_name}` })),
    subject: stored.chart === null ? 'dashboard' : 'chart',
    dashboard: named(stored.dashboard?.id, stored.dashboard?.dashboard_title),
    chart: named(stored.chart?.id, stored.chart?.slice_name),
    tabs: tabsOfAnchor(objectOf(extra['dashboard'])['anchor']),
    extra,
    format: stored.report_format as Format,
    width: stored.custom_width ?? '',
    fresh: stored.force_screenshot,
    database: named(stored.database?.id, stored.database?.database_name),
    sql: stored.sql ?? '',
    condition: stored.validator_type === 'operator' ? ((textOf(config['op']) || '>') as Comparison) : 'not null',
    threshold: typeof threshold === 'number' ? threshold : '',
    grace: stored.grace_period ?? '',
    crontab: stored.crontab,
    timezone: stored.timezone,
    retention: stored.log_retention,
    timeout: stored.working_timeout ?? '',
    recipients: stored.recipients.map((one) => {
      const given = objectOf(one.recipient_config_json)
      return {
        ...newRecipient(one.type as RecipientType, textOf(given['target'])),
        cc: textOf(given['ccTarget']),
        bcc: textOf(given['bccTarget']),
      }
    }),
    mailSubject: stored.email_subject ?? '',
    perRecipient: stored.per_recipient,
  }
}

const idOf = (choice: Choice | null): number | null => (choice === null ? null : Number(choice.value))

/** Where everybody gets their own view, every address is a recipient of its own and nobody gets a copy. */
const recipientsOf = (values: Values): NonNullable<ReportFields['recipients']> =>
  values.recipients.flatMap((one) => {
    if (one.type !== 'Email') return [{ type: one.type, recipient_config_json: { target: one.target.trim() } }]
    if (values.perRecipient) {
      const all = splitTargets(one.target)
      return (all.length === 0 ? [''] : all).map((target) => ({ type: one.type, recipient_config_json: { target } }))
    }
    return [{ type: one.type, recipient_config_json: { target: one.target.trim(), ccTarget: one.cc.trim(), bccTarget: one.bcc.trim() } }]
  })

const extraOf = (values: Values): NonNullable<ReportFields['extra']> => {
  const { dashboard, ...rest } = values.extra
  if (values.subject === 'chart') return rest
  return { ...rest, dashboard: { ...objectOf(dashboard), anchor: anchorOf(values.tabs) } }
}

const conditionOf = (kind: Kind, values: Values): Partial<ReportFields> => {
  if (kind === 'Report') return {}
  const operator = values.condition !== 'not null'
  return {
    database: idOf(values.database),
    sql: values.sql,
    validator_type: operator ? 'operator' : 'not null',
    validator_config_json: operator ? { op: values.condition as Comparison, ...(values.threshold === '' ? {} : { threshold: values.threshold }) } : {},
    grace_period: values.grace === '' ? null : values.grace,
  }
}

/** What is sent to the server. */
export const bodyOf = (kind: Kind, values: Values): ReportFields => ({
  type: kind,
  name: values.name.trim(),
  description: values.description.trim() === '' ? null : values.description,
  active: values.active,
  owners: values.owners.map((one) => Number(one.value)),
  dashboard: values.subject === 'dashboard' ? idOf(values.dashboard) : null,
  chart: values.subject === 'chart' ? idOf(values.chart) : null,
  extra: extraOf(values),
  report_format: formatsOf(values.subject).includes(values.format) ? values.format : 'PNG',
  custom_width: values.width === '' ? null : values.width,
  force_screenshot: values.fresh,
  ...conditionOf(kind, values),
  crontab: values.crontab.trim(),
  timezone: values.timezone,
  log_retention: values.retention,
  ...(values.timeout === '' ? {} : { working_timeout: values.timeout }),
  recipients: recipientsOf(values),
  email_subject: values.mailSubject.trim() === '' ? null : values.mailSubject.trim(),
  per_recipient: values.perRecipient,
})

import { ApiError } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import type { Kind } from '../model/types.ts'
import type { Values } from '../model/values.ts'

/** What is wrong, by the server's names of the fields. */
export type Errors = Readonly<Record<string, string>>

export interface SectionProps {
  readonly kind: Kind
  readonly values: Values
  readonly errors: Errors
  readonly set: (change: Partial<Values>) => void
}

/** The server's name of what each member of the form becomes. */
const SERVER: Readonly<Record<keyof Values, readonly string[]>> = {
  name: ['name'],
  description: ['description'],
  active: ['active'],
  owners: ['owners'],
  subject: ['dashboard', 'chart', 'extra', 'report_format'],
  dashboard: ['dashboard', 'chart', 'extra'],
  chart: ['chart', 'dashboard'],
  tabs: ['extra'],
  extra: ['extra'],
  format: ['report_format'],
  width: ['custom_width'],
  fresh: ['force_screenshot'],
  database: ['database'],
  sql: ['sql'],
  condition: ['validator_type', 'validator_config_json'],
  threshold: ['validator_config_json'],
  grace: ['grace_period'],
  crontab: ['crontab'],
  timezone: ['timezone'],
  retention: ['log_retention'],
  timeout: ['working_timeout'],
  recipients: ['recipients'],
  mailSubject: ['email_subject'],
  perRecipient: ['per_recipient', 'recipients'],
}
const KNOWN = new Set(Object.values(SERVER).flat())

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return [...new Set(value.map(textOf))].join(' ')
  return typeof value === 'object' && value !== null ? [...new Set(Object.values(value).map(textOf))].join(' ') : String(value)
}

/** Errors without those of the fields that were just changed. */
export const without = (errors: Errors, change: Partial<Values>): Errors => {
  const changed = new Set((Object.keys(change) as (keyof Values)[]).flatMap((key) => SERVER[key]))
  return Object.fromEntries(Object.entries(errors).filter(([field]) => !changed.has(field)))
}

/** What the server refused: texts that belong to fields, and the rest. */
export const sorted = (error: unknown): { readonly errors: Errors; readonly rest: string } => {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ApiError)) return { errors: {}, rest: message }
  const found = Object.entries(error.fields).map(([field, value]) => [field, textOf(value)] as const)
  const errors = Object.fromEntries(found.filter(([field]) => KNOWN.has(field)))
  if (Object.keys(errors).length === 0) return { errors, rest: message }
  return { errors, rest: found.flatMap(([field, text]) => (KNOWN.has(field) ? [] : [`${field}: ${text}`])).join(' · ') }
}

/** What is plainly missing, before the server is asked. */
export const missing = (kind: Kind, values: Values): Errors => ({
  ...(values.name.trim() === '' ? { name: t('Give it a name') } : {}),
  ...(values.subject === 'dashboard' && values.dashboard === null ? { dashboard: t('Choose a dashboard') } : {}),
  ...(values.subject === 'chart' && values.chart === null ? { chart: t('Choose a chart') } : {}),
  ...(values.crontab.trim() === '' ? { crontab: t('Say when it runs') } : {}),
  ...(values.recipients.length === 0 ? { recipients: t('Add somebody who gets it') } : {}),
  ...(kind === 'Alert' && values.database === null ? { database: t('Choose the database that is asked') } : {}),
  ...(kind === 'Alert' && values.sql.trim() === '' ? { sql: t('Write the query that is asked') } : {}),
  ...(kind === 'Alert' && values.condition !== 'not null' && values.threshold === '' ? { validator_config_json: t('Give a number to compare with') } : {}),
})

export type Kind = 'Alert' | 'Report'
export type State = 'Success' | 'Working' | 'Error' | 'Not triggered' | 'On Grace'

interface Person {
  readonly id: number
  readonly first_name: string
  readonly last_name: string
}

/** A row of the lists. */
export interface ReportRow {
  readonly id: number
  readonly name: string
  readonly type: Kind
  readonly active: boolean
  readonly crontab: string
  readonly crontab_humanized: string
  readonly timezone: string
  /** UTC without a zone. */
  readonly last_eval_dttm: string | null
  readonly last_state: State
  readonly owners: readonly Person[]
  readonly recipients: readonly { readonly id: number; readonly type: string }[]
}

/** One alert or report, whole. */
export interface StoredReport {
  readonly changed_on_ms: number
  readonly id: number
  readonly name: string
  readonly type: Kind
  readonly description: string | null
  readonly active: boolean
  readonly owners: readonly Person[]
  readonly chart: { readonly id: number; readonly slice_name: string } | null
  readonly dashboard: { readonly id: number; readonly dashboard_title: string } | null
  readonly database: { readonly id: number; readonly database_name: string } | null
  readonly report_format: string
  readonly custom_width: number | null
  readonly force_screenshot: boolean
  readonly extra: Readonly<Record<string, unknown>> | string | null
  readonly sql: string | null
  readonly validator_type: string | null
  readonly validator_config_json: string | null
  readonly grace_period: number | null
  readonly working_timeout: number | null
  readonly log_retention: number | null
  readonly crontab: string
  readonly timezone: string
  readonly email_subject: string | null
  readonly per_recipient: boolean
  readonly recipients: readonly { readonly type: string; readonly recipient_config_json: string }[]
}

/** One step of a run. */
export interface LogRow {
  readonly id: number
  readonly uuid: string
  readonly state: State
  readonly scheduled_dttm: string
  readonly start_dttm: string | null
  readonly end_dttm: string | null
  readonly value: number | null
  readonly value_row_json: string | null
  readonly error_message: string | null
}

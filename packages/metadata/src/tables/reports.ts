import type { Generated } from 'kysely'
import type { Audit, Identity } from './audit.ts'

/** An alert or report. Owners stand in `owners` under `report`. */
export interface ReportSchedules extends Audit, Identity {
  /** `Alert`, `Report`. */
  type: string
  name: string
  description: string | null
  context_markdown: string | null
  active: boolean
  crontab: string
  timezone: string
  sql: string | null
  chart_id: number | null
  dashboard_id: number | null
  database_id: number | null
  /** `charts`, `dashboards`, `alerts_reports`. */
  creation_method: string
  /** `PNG`, `PDF`, `CSV`, `XLSX`, `TEXT`. */
  report_format: string
  /** `not null`, `operator`. */
  validator_type: string | null
  validator_config_json: string | null
  /** Days; null keeps everything. */
  log_retention: number | null
  /** Seconds. */
  grace_period: number | null
  /** Seconds. */
  working_timeout: number | null
  last_eval_dttm: number | null
  /** `Success`, `Working`, `Error`, `Not triggered`, `On Grace`. */
  last_state: string | null
  last_value: number | null
  last_value_row_json: string | null
  extra_json: string
  force_screenshot: boolean
  custom_width: number | null
  custom_height: number | null
  email_subject: string | null
  /** Each recipient who has an account gets what that account may see. */
  per_recipient: boolean
}

export interface ReportRecipients extends Audit {
  id: Generated<number>
  report_schedule_id: number
  /** `Email`, `Slack`, `SlackV2`, `Webhook`. */
  type: string
  /** JSON: `{target, ccTarget, bccTarget}`. */
  recipient_config_json: string
}

/** One step of one execution; `uuid` is the execution's. */
export interface ReportExecutionLogs {
  id: Generated<number>
  uuid: string
  report_schedule_id: number
  scheduled_dttm: number
  start_dttm: number | null
  end_dttm: number | null
  value: number | null
  value_row_json: string | null
  state: string
  error_message: string | null
}

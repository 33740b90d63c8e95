import { Unprocessable } from '@coset/core'
import { sql } from 'kysely'
import { existing, markParts, namedRef, ownersIn } from '../parts.ts'
import { type Putting, type Snapshot, textOf, type Values } from '../snapshot.ts'
import { columnWords, listWords, markWords } from '../words.ts'
import { freeValue, inBrackets, tableKind } from './table-kind.ts'

const SUBJECTS = { chart_id: 'chart', dashboard_id: 'dashboard', database_id: 'database' } as const

/** A schedule whose subject is gone comes back switched off; one in the trash has to come back first. */
const subjects = async ({ db, leftOut }: Putting, snapshot: Snapshot): Promise<Values> => {
  let patch: Values = {}
  for (const [column, kind] of Object.entries(SUBJECTS)) {
    const id = snapshot.row[column]
    if (typeof id !== 'number' || (await existing(db, kind, [id])).has(id)) continue
    const trashed = await db.selectFrom('trash').select('name').where('kind', '=', kind).where('object_id', '=', id).executeTakeFirst()
    if (trashed !== undefined) {
      const told = `Its ${kind} “${namedRef(snapshot, kind, id).name}” is in the trash: restore that first`
      throw new Unprocessable(told, { fields: { [kind]: [told] } })
    }
    leftOut.push(namedRef(snapshot, kind, id))
    patch = { ...patch, [column]: null, active: false }
  }
  return patch
}

const recipientsIn = ({ parts }: Snapshot): ReadonlyMap<string, string> =>
  new Map(
    (parts['recipients'] ?? []).map((row) => {
      const text = `${textOf(row['type'])} ${textOf(row['recipient_config_json'])}`
      return [text, textOf(row['type'])]
    }),
  )

export const reportKind = tableKind({
  kind: 'report',
  table: 'report_schedules',
  noun: 'alert or report',
  writes: [{ verb: 'can_write', view: 'ReportSchedule' }],
  nameColumn: 'name',
  refs: SUBJECTS,
  volatile: ['last_eval_dttm', 'last_state', 'last_value', 'last_value_row_json'],
  parts: [...markParts('report', true), { name: 'recipients', table: 'report_recipients', own: 'report_schedule_id' }],
  owners: ownersIn,
  words: (before, after) => [
    ...columnWords(
      {
        name: ['Name', 'value'],
        type: ['Type', 'value'],
        active: ['Active', 'value'],
        description: ['Description', 'value'],
        crontab: ['Schedule', 'value'],
        timezone: ['Time zone', 'value'],
        chart_id: ['Chart', 'chart'],
        dashboard_id: ['Dashboard', 'dashboard'],
        database_id: ['Database', 'database'],
        sql: ['SQL', 'lines'],
        validator_type: ['Condition', 'value'],
        validator_config_json: ['Condition', 'members'],
        report_format: ['Format', 'value'],
        email_subject: ['Subject', 'value'],
        context_markdown: ['Text', 'lines'],
        log_retention: ['Days of log', 'value'],
        grace_period: ['Grace period', 'value'],
        working_timeout: ['Time-out', 'value'],
        extra_json: ['Part of the dashboard', 'members'],
        force_screenshot: ['Always a new picture', 'value'],
        custom_width: ['Width', 'value'],
        custom_height: ['Height', 'value'],
        per_recipient: ['Each recipient what they may see', 'value'],
      },
      before,
      after,
    ),
    ...listWords('recipient', 'recipients', recipientsIn(before), recipientsIn(after)),
    ...markWords(before, after),
  ],
  prepare: async (putting, snapshot) => {
    const patch = await subjects(putting, snapshot)
    const among = sql`type = ${textOf(snapshot.row['type'])}`
    const name = await freeValue(putting, 'report_schedules', 'name', textOf(snapshot.row['name']), { longest: 150, numbered: inBrackets, among })
    // What it was in the middle of has ended
    const state = snapshot.row['last_state'] === 'Working' ? { last_state: 'Not triggered' } : {}
    return { ...snapshot.row, ...patch, ...state, name }
  },
})

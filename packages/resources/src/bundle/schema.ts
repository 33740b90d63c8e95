import { sshTunnelBody } from '@coset/contract'
import { z } from 'zod'

const text = z.string().nullish()
/** As long as its column takes. */
const short = (length: number) => z.string().max(length).nullish()
export const uuid = z.guid().toLowerCase()
const flag = z.boolean().nullish()
const whole = z.int32().nullish()
const object = z.record(z.string(), z.unknown()).nullish()
const tags = z.array(z.string().max(250)).nullish()
export const version = z.literal('1.0.0', { error: 'Must be equal to 1.0.0.' })
/** JSON kept as text or as a mapping. */
const jsonish = z.union([z.record(z.string(), z.unknown()), z.string()]).nullish()
const certification = { certified_by: text, certification_details: text }
const managed = { is_managed_externally: flag, external_url: text }

export const metadataFile = z.looseObject({ version, type: z.string().optional(), timestamp: z.unknown().optional() })

export const databaseFile = z.looseObject({
  database_name: z.string().min(1).max(250),
  sqlalchemy_uri: z.string().max(1024),
  password: text,
  cache_timeout: whole,
  expose_in_sqllab: flag,
  allow_run_async: flag,
  allow_ctas: flag,
  allow_cvas: flag,
  allow_dml: flag,
  allow_csv_upload: flag,
  allow_file_upload: flag,
  impersonate_user: flag,
  extra: jsonish,
  encrypted_extra: text,
  configuration_method: text,
  ssh_tunnel: sshTunnelBody.nullish(),
  ...managed,
  uuid,
  version,
})

const column = z.looseObject({
  column_name: z.string().min(1).max(255),
  verbose_name: text,
  is_dttm: flag,
  is_active: flag,
  type: text,
  advanced_data_type: short(255),
  groupby: flag,
  filterable: flag,
  expression: text,
  description: text,
  python_date_format: short(255),
  datetime_format: short(100),
  extra: jsonish,
})
const metric = z.looseObject({
  metric_name: z.string().min(1).max(255),
  verbose_name: text,
  metric_type: short(32),
  expression: z.string(),
  description: text,
  d3format: short(128),
  currency: jsonish,
  extra: jsonish,
  warning_text: text,
})

const distinct = <S extends z.ZodObject>(member: S, key: keyof z.output<S> & string) =>
  z.array(member).superRefine((members, context) => {
    const seen = new Set<unknown>()
    members.forEach((one, i) => {
      const name = one[key as keyof typeof one]
      if (seen.has(name)) context.addIssue({ code: 'custom', path: [i, key], message: 'Stands twice.' })
      seen.add(name)
    })
  })

export const datasetFile = z.looseObject({
  table_name: z.string().min(1).max(250),
  main_dttm_col: short(250),
  currency_code_column: short(250),
  description: text,
  default_endpoint: text,
  offset: whole,
  cache_timeout: whole,
  catalog: short(250),
  schema: short(250),
  sql: text,
  params: jsonish,
  template_params: jsonish,
  filter_select_enabled: flag,
  fetch_values_predicate: text,
  extra: jsonish,
  normalize_columns: flag,
  always_filter_main_dttm: flag,
  folders: z.array(z.unknown()).nullish(),
  uuid,
  columns: distinct(column, 'column_name').default([]),
  metrics: distinct(metric, 'metric_name').default([]),
  database_uuid: uuid,
  ...managed,
  version,
})

export const chartFile = z.looseObject({
  slice_name: z.string().min(1).max(250),
  description: text,
  ...certification,
  viz_type: z.string().max(250),
  params: object,
  query_context: text,
  cache_timeout: whole,
  uuid,
  dataset_uuid: uuid,
  tags,
  ...managed,
  version,
})

export const dashboardFile = z.looseObject({
  dashboard_title: z.string().max(500),
  description: text,
  css: text,
  slug: short(255),
  ...certification,
  published: flag,
  uuid,
  position: object,
  metadata: object,
  theme_uuid: uuid.nullish(),
  tags,
  ...managed,
  version,
})

export const savedQueryFile = z.looseObject({
  catalog: short(256),
  schema: short(128),
  label: short(256),
  description: text,
  sql: text,
  template_parameters: jsonish,
  uuid,
  database_uuid: uuid,
  version,
})

export const themeFile = z.looseObject({ theme_name: z.string().min(1).max(250), json_data: jsonish, uuid, version })
export const tagsFile = z.looseObject({ tags: z.array(z.looseObject({ tag_name: z.string().max(250), description: text })).nullish() })

export type DatabaseFile = z.output<typeof databaseFile>
export type DatasetFile = z.output<typeof datasetFile>
export type ChartFile = z.output<typeof chartFile>
export type DashboardFile = z.output<typeof dashboardFile>
export type SavedQueryFile = z.output<typeof savedQueryFile>
export type ThemeFile = z.output<typeof themeFile>

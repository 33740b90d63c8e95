import { AppError, BadRequest } from '@coset/core'
import type { z } from 'zod'
import { EXTRA_KINDS, type ExtraKind, KINDS } from './kinds/index.ts'
import {
  type ChartFile,
  chartFile,
  type DashboardFile,
  type DatabaseFile,
  type DatasetFile,
  dashboardFile,
  databaseFile,
  datasetFile,
  metadataFile,
  type SavedQueryFile,
  savedQueryFile,
  type ThemeFile,
  tagsFile,
  themeFile,
} from './schema.ts'
import { readYaml } from './yaml.ts'
import { readZip, type ZipLimits } from './zip.ts'

/** The kinds of Superset's bundles. */
export type OldKind = 'database' | 'dataset' | 'chart' | 'dashboard' | 'saved_query' | 'theme'
export type BundleKind = OldKind | ExtraKind

export type Files<T> = ReadonlyMap<string, T>

export interface Bundle {
  readonly type: string
  readonly databases: Files<DatabaseFile>
  readonly datasets: Files<DatasetFile>
  readonly charts: Files<ChartFile>
  readonly dashboards: Files<DashboardFile>
  readonly themes: Files<ThemeFile>
  readonly saved_queries: Files<SavedQueryFile>
  readonly tags: readonly { readonly name: string; readonly description: string | null }[]
  readonly extra: Readonly<Record<ExtraKind, Files<unknown>>>
}

export const isExtra = (kind: BundleKind | null): kind is ExtraKind => EXTRA_KINDS.some((one) => one === kind)

/** The reference's name of each kind in `metadata.yaml`. */
const OLD_TYPES: Readonly<Record<OldKind, string>> = {
  database: 'Database',
  dataset: 'SqlaTable',
  chart: 'Slice',
  dashboard: 'Dashboard',
  saved_query: 'SavedQuery',
  theme: 'Theme',
}
const typeOf = (kind: BundleKind): string => (isExtra(kind) ? KINDS[kind].type : OLD_TYPES[kind])

export type FileErrors = Record<string, unknown>

/** 422 with the files that are wrong and why. */
export const importError = (kind: string, errors: FileErrors): AppError =>
  new AppError(`Error importing ${kind}`, { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors', level: 'warning', details: errors })

const messages = (error: z.ZodError): Record<string, string[]> => {
  const fields: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const key = issue.path.map(String).join('.') || '_schema'
    fields[key] = [...(fields[key] ?? []), issue.code === 'invalid_type' && issue.input === undefined ? 'Missing data for required field.' : issue.message]
  }
  return fields
}

const take = <S extends z.ZodType>(files: ReadonlyMap<string, string>, prefix: string, schema: S, errors: FileErrors): Map<string, z.output<S>> => {
  const out = new Map<string, z.output<S>>()
  for (const [path, text] of files) {
    if (!path.startsWith(prefix)) continue
    const parsed = schema.safeParse(readYaml(text, path), { reportInput: true })
    if (parsed.success) out.set(path, parsed.data)
    else errors[path] = messages(parsed.error)
  }
  return out
}

const takeExtra = (files: ReadonlyMap<string, string>, wanted: BundleKind | null, errors: FileErrors): Bundle['extra'] => {
  const one = (kind: ExtraKind): Files<unknown> =>
    wanted === null || wanted === kind ? take(files, `${KINDS[kind].folder}/`, KINDS[kind].schema, errors) : new Map()
  return {
    css_template: one('css_template'),
    annotation_layer: one('annotation_layer'),
    role: one('role'),
    row_level_rule: one('row_level_rule'),
    tag: one('tag'),
    report: one('report'),
  }
}

/** Reads and checks a whole bundle; nothing is stored. `kind` null accepts any. Throws 400, 413 or 422 naming files and fields. */
export const parseBundle = async (bytes: Uint8Array, kind: BundleKind | null, limits: ZipLimits): Promise<Bundle> => {
  const files = await readZip(bytes, limits)
  const noun = kind ?? 'assets'
  const head = files.get('metadata.yaml')
  if (head === undefined) throw importError(noun, { 'metadata.yaml': { _schema: ['Missing metadata.yaml'] } })
  const metadata = metadataFile.safeParse(readYaml(head, 'metadata.yaml'), { reportInput: true })
  if (!metadata.success) throw importError(noun, { 'metadata.yaml': messages(metadata.error) })
  const type = metadata.data.type ?? ''
  if (kind !== null && type !== typeOf(kind)) throw importError(noun, { 'metadata.yaml': { type: [`Must be equal to ${typeOf(kind)}.`] } })
  const errors: FileErrors = {}
  const tagText = files.get('tags.yaml')
  const tags = tagText === undefined ? undefined : tagsFile.safeParse(readYaml(tagText, 'tags.yaml'))
  // A bundle of one of our own kinds brings that kind alone
  const old = isExtra(kind) ? new Map<string, string>() : files
  const bundle: Bundle = {
    type,
    databases: take(old, 'databases/', databaseFile, errors),
    datasets: take(old, 'datasets/', datasetFile, errors),
    charts: take(old, 'charts/', chartFile, errors),
    dashboards: take(old, 'dashboards/', dashboardFile, errors),
    themes: take(old, 'themes/', themeFile, errors),
    saved_queries: kind === null || kind === 'saved_query' ? take(old, 'queries/', savedQueryFile, errors) : new Map(),
    extra: takeExtra(files, kind, errors),
    tags: (tags?.data?.tags ?? []).map((tag) => ({ name: tag.tag_name, description: tag.description ?? null })),
  }
  if (Object.keys(errors).length > 0) throw importError(noun, errors)
  refuseDangling(bundle, noun)
  return bundle
}

/** Every uuid that a file points to stands in the bundle. */
const refuseDangling = (bundle: Bundle, noun: string): void => {
  const databases = new Set([...bundle.databases.values()].map((d) => d.uuid))
  const datasets = new Set([...bundle.datasets.values()].map((d) => d.uuid))
  const errors: FileErrors = {}
  for (const [path, file] of [...bundle.datasets, ...bundle.saved_queries])
    if (!databases.has(file.database_uuid)) errors[path] = { database_uuid: [`No database ${file.database_uuid} in the bundle`] }
  for (const [path, file] of bundle.charts)
    if (!datasets.has(file.dataset_uuid)) errors[path] = { dataset_uuid: [`No dataset ${file.dataset_uuid} in the bundle`] }
  if (Object.keys(errors).length > 0) throw importError(noun, errors)
}

/** A JSON object of texts from a form field. Throws BadRequest naming the field. */
export const secretField = (fields: Readonly<Record<string, string>>, name: string): Readonly<Record<string, string>> => {
  const raw = fields[name]
  if (raw === undefined || raw === '') return {}
  try {
    const value: unknown = JSON.parse(raw)
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((v) => typeof v === 'string'))
      return value as Record<string, string>
  } catch (error) {
    throw new BadRequest(`${name} is not valid JSON`, { fields: { [name]: ['Not a valid JSON object'] }, cause: error })
  }
  throw new BadRequest(`${name} must be a JSON object of texts`, { fields: { [name]: ['Not a valid JSON object of texts'] } })
}

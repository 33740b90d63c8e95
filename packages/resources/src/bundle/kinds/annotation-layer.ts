import { can } from '@coset/access'
import { NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { z } from 'zod'
import { version } from '../schema.ts'
import { byText, changeOf, type Db, denied, type Kind, misfit, stampOf, VERSION, type Work } from './kind.ts'

const moment = z
  .string()
  .max(40)
  .refine((text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)), 'Not a valid moment, such as 2026-01-31T00:00:00.000Z')

const annotation = z.looseObject({
  short_descr: z.string().min(1).max(500),
  long_descr: z.string().nullish(),
  start_dttm: moment,
  end_dttm: moment,
  json_metadata: z.string().nullish(),
})

const schema = z.looseObject({
  name: z.string().min(1).max(250),
  descr: z.string().nullish(),
  annotations: z.array(annotation).max(10_000).default([]),
  version,
})

type File = z.output<typeof schema>
type Annotation = z.output<typeof annotation>

const isoOf = (ms: number): string => new Date(Number(ms)).toISOString()

const refuseAnnotations = (file: File): void => {
  const seen = new Set<string>()
  file.annotations.forEach((one, i) => {
    if (Date.parse(one.end_dttm) < Date.parse(one.start_dttm)) throw misfit(`annotations.${i}.end_dttm`, 'End date must be after start date')
    if (seen.has(one.short_descr)) throw misfit(`annotations.${i}.short_descr`, 'Short description must be unique for this layer')
    seen.add(one.short_descr)
  })
}

const storeAnnotation = async (work: Work, layer: number, one: Annotation, known: number | undefined): Promise<void> => {
  const values = {
    long_descr: one.long_descr ?? null,
    start_dttm: Date.parse(one.start_dttm),
    end_dttm: Date.parse(one.end_dttm),
    json_metadata: one.json_metadata ?? null,
  }
  if (known === undefined)
    await insertRow(work.db, work.ctx.metadata.kind, 'annotations', { layer_id: layer, short_descr: one.short_descr, ...values, ...stampOf(work) })
  else
    await work.db
      .updateTable('annotations')
      .set({ ...values, ...changeOf(work) })
      .where('id', '=', known)
      .execute()
}

const storeAnnotations = async (work: Work, layer: number, file: File): Promise<void> => {
  const rows = await work.db.selectFrom('annotations').select(['id', 'short_descr']).where('layer_id', '=', layer).execute()
  const known = new Map(rows.map((row) => [row.short_descr, row.id]))
  const wanted = new Set(file.annotations.map((one) => one.short_descr))
  for (const row of rows) if (!wanted.has(row.short_descr)) await work.db.deleteFrom('annotations').where('id', '=', row.id).execute()
  for (const one of file.annotations) await storeAnnotation(work, layer, one, known.get(one.short_descr))
}

const annotationsOf = async (db: Db, layer: number) =>
  (await db.selectFrom('annotations').selectAll().where('layer_id', '=', layer).execute())
    .sort((a, b) => Number(a.start_dttm) - Number(b.start_dttm) || byText(a.short_descr, b.short_descr))
    .map((row) => ({
      short_descr: row.short_descr,
      long_descr: row.long_descr,
      start_dttm: isoOf(row.start_dttm),
      end_dttm: isoOf(row.end_dttm),
      json_metadata: row.json_metadata,
    }))

/** Layers with their annotations; a layer has no UUID and goes by its name. */
export const annotationLayerKind: Kind<File> = {
  folder: 'annotation_layers',
  type: 'AnnotationLayer',
  noun: 'Annotation layer',
  schema,
  all: async (ctx, actor) =>
    can(actor, { verb: 'can_read', view: 'Annotation' })
      ? (await ctx.metadata.db.selectFrom('annotation_layers').select('id').orderBy('id').execute()).map((row) => row.id)
      : [],
  visible: (ctx, _actor, id) => annotationLayerKind.fields(ctx, id, null),
  fields: async ({ metadata: { db } }, id) => {
    const row = await db.selectFrom('annotation_layers').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw new NotFound()
    return { name: row.name, descr: row.descr, annotations: await annotationsOf(db, id), version: VERSION }
  },
  nameOf: (file) => file.name,
  uuidOf: () => null,
  find: async (db, file) => (await db.selectFrom('annotation_layers').select('id').where('name', '=', file.name).orderBy('id').executeTakeFirst())?.id ?? null,
  store: async (work, file, existing) => {
    const { db, ctx, actor } = work
    if (!can(actor, { verb: 'can_write', view: 'Annotation' })) throw denied(`The annotation layer “${file.name}” may not be stored by you`)
    refuseAnnotations(file)
    const descr = file.descr ?? null
    const id = existing ?? (await insertRow(db, ctx.metadata.kind, 'annotation_layers', { name: file.name, descr, ...stampOf(work) }))
    if (existing !== null)
      await db
        .updateTable('annotation_layers')
        .set({ descr, ...changeOf(work) })
        .where('id', '=', id)
        .execute()
    await storeAnnotations(work, id, file)
    return id
  },
}

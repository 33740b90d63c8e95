import { can } from '@coset/access'
import { NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { z } from 'zod'
import { uuid, version } from '../schema.ts'
import { changeOf, denied, type Kind, stampOf, VERSION } from './kind.ts'

const schema = z.looseObject({ template_name: z.string().min(1).max(250), css: z.string(), uuid, version })

/** Style sheets that dashboards may start from. */
export const cssTemplateKind: Kind<z.output<typeof schema>> = {
  folder: 'css_templates',
  type: 'CssTemplate',
  noun: 'CSS template',
  schema,
  all: async (ctx, actor) =>
    can(actor, { verb: 'can_read', view: 'CssTemplate' })
      ? (await ctx.metadata.db.selectFrom('css_templates').select('id').orderBy('id').execute()).map((row) => row.id)
      : [],
  visible: (ctx, _actor, id) => cssTemplateKind.fields(ctx, id, null),
  fields: async (ctx, id) => {
    const row = await ctx.metadata.db.selectFrom('css_templates').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) throw new NotFound()
    return { template_name: row.template_name, css: row.css, uuid: row.uuid, version: VERSION }
  },
  nameOf: (file) => file.template_name,
  uuidOf: (file) => file.uuid,
  find: async (db, file) => (await db.selectFrom('css_templates').select('id').where('uuid', '=', file.uuid).executeTakeFirst())?.id ?? null,
  store: async (work, { template_name, css, uuid: own }, existing) => {
    if (!can(work.actor, { verb: 'can_write', view: 'CssTemplate' })) throw denied(`The CSS template “${template_name}” may not be stored by you`)
    if (existing === null) return insertRow(work.db, work.ctx.metadata.kind, 'css_templates', { template_name, css, uuid: own, ...stampOf(work) })
    await work.db
      .updateTable('css_templates')
      .set({ template_name, css, ...changeOf(work) })
      .where('id', '=', existing)
      .execute()
    return existing
  },
}

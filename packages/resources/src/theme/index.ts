import { contract } from '@coset/contract'
import { Forbidden, NotFound, Unprocessable } from '@coset/core'
import type { Context } from '../context.ts'
import { shelfHandlers, stampColumns } from '../library/index.ts'
import { type Handler, handle } from '../resource.ts'
import { checkTheme } from './check.ts'

export { seedThemes } from './seed.ts'

const routes = contract.theme
type Mark = 'is_system_default' | 'is_system_dark'

/** The site's theme for light or dark pages; null: its own again. Only one carries the mark. */
const setSystem = async (ctx: Context, isAdmin: boolean, mark: Mark, id: number | null): Promise<void> => {
  if (!isAdmin || !ctx.settings.themeAdministration) throw new Forbidden()
  await ctx.metadata.db.transaction().execute(async (db) => {
    if (id !== null && (await db.selectFrom('themes').select('id').where('id', '=', id).executeTakeFirst()) === undefined) throw new NotFound()
    await db
      .updateTable('themes')
      .set({ [mark]: false })
      .where(mark, '=', true)
      .execute()
    if (id !== null)
      await db
        .updateTable('themes')
        .set({ [mark]: true })
        .where('id', '=', id)
        .execute()
  })
  // They wear the old one
  await ctx.caches.thumbnails.deletePrefix('picture')
}

const THEME_COLUMNS = [
  'changed_on_delta_humanized',
  'changed_by.first_name',
  'changed_by.id',
  'changed_by.last_name',
  'created_by.first_name',
  'created_by.id',
  'created_by.last_name',
  'json_data',
  'id',
  'is_system',
  'is_system_default',
  'is_system_dark',
  'theme_name',
  'uuid',
]

export const themeHandlers: readonly Handler[] = [
  ...shelfHandlers(routes, {
    table: 'themes',
    view: 'Theme',
    title: 'Theme',
    noun: 'theme',
    nameColumn: 'theme_name',
    fields: ['theme_name', 'json_data'],
    hasUuid: true,
    fixed: () => ({ is_system: false, is_system_default: false, is_system_dark: false }),
    listColumns: ['id', 'uuid', 'theme_name', 'json_data', 'is_system', 'is_system_default', 'is_system_dark', 'changed_by_name', ...stampColumns],
    showColumns: THEME_COLUMNS,
    search: { json_data: 'text', is_system: 'flag', is_system_default: 'flag', is_system_dark: 'flag', uuid: 'text' },
    orderColumns: ['theme_name', 'changed_on_delta_humanized'],
    check: checkTheme,
    refuse: async (db, id, intent) => {
      const row = await db.selectFrom('themes').select(['is_system', 'is_system_default', 'is_system_dark']).where('id', '=', id).executeTakeFirstOrThrow()
      if (row.is_system) throw new Forbidden('Themes of the system cannot be changed')
      if (intent === 'delete' && (row.is_system_default || row.is_system_dark))
        throw new Unprocessable('Cannot delete theme that is set as system default or dark theme.')
    },
  }),
  handle(routes.setSystemDefault, async ({ ctx, actor, params }) => {
    await setSystem(ctx, actor.isAdmin, 'is_system_default', params.id)
    return { id: params.id, result: 'success' }
  }),
  handle(routes.setSystemDark, async ({ ctx, actor, params }) => {
    await setSystem(ctx, actor.isAdmin, 'is_system_dark', params.id)
    return { id: params.id, result: 'success' }
  }),
  handle(routes.unsetSystemDefault, async ({ ctx, actor }) => {
    await setSystem(ctx, actor.isAdmin, 'is_system_default', null)
    return { result: 'success' }
  }),
  handle(routes.unsetSystemDark, async ({ ctx, actor }) => {
    await setSystem(ctx, actor.isAdmin, 'is_system_dark', null)
    return { result: 'success' }
  }),
]

import { type Look, lookOf, writtenColor } from '@coset/chart-kit'
import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'
import { siteThemes } from '../theme/site.ts'

/** What a drawing wears: the site's theme, and over it that of its dashboard; null: of none. Pictures are light pages. */
export const lookFor = async (ctx: Context, themeId: number | null): Promise<Look> => {
  const { light } = await siteThemes(ctx)
  const own = themeId === null ? undefined : await ctx.metadata.db.selectFrom('themes').select('json_data').where('id', '=', themeId).executeTakeFirst()
  return lookOf([light, own === undefined ? null : readObject(own.json_data)], await writtenColor())
}

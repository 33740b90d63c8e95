import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'

/** The themes that administrators chose for light and dark pages; null where the site has its own look. */
export const siteThemes = async ({ metadata }: Pick<Context, 'metadata'>): Promise<{ readonly light: unknown; readonly dark: unknown }> => {
  const rows = await metadata.db
    .selectFrom('themes')
    .select(['json_data', 'is_system_default', 'is_system_dark'])
    .where((is) => is.or([is('is_system_default', '=', true), is('is_system_dark', '=', true)]))
    .execute()
  const read = (row: (typeof rows)[number] | undefined): unknown => (row === undefined ? null : readObject(row.json_data))
  return { light: read(rows.find((row) => row.is_system_default)), dark: read(rows.find((row) => row.is_system_dark)) }
}

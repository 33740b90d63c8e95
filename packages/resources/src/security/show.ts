import type { Actor } from '@coset/access'
import { NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { type Listing, labelsOf, project } from '../listing/index.ts'

/** The answer of a get route: one row with the columns of its list. Throws NotFound. */
export const showOne = async (
  ctx: Context,
  listing: Listing,
  id: number,
  actor: Actor,
  columns = listing.listColumns,
): Promise<Record<string, unknown> & { readonly result: Record<string, unknown> }> => {
  const [row] = await listing.present(ctx, [id], actor)
  if (row === undefined) throw new NotFound()
  return {
    description_columns: {},
    id,
    label_columns: labelsOf(columns),
    result: { ...project(row, columns), id },
    show_columns: columns,
    show_title: listing.listTitle.replace(/^List/, 'Show'),
  }
}

/** The same with the `changed_on_ms` that a writer may say it read, for those who ask for it: others get what the field's clients know. */
export const showGuarded = async (ctx: Context, listing: Listing, id: number, actor: Actor, asked: readonly string[] = []) => {
  const shown = await showOne(ctx, listing, id, actor)
  if (!asked.includes('changed_on_ms')) return shown
  const [row] = await listing.present(ctx, [id], actor)
  return { ...shown, result: { ...shown.result, changed_on_ms: row?.['changed_on_ms'] } }
}

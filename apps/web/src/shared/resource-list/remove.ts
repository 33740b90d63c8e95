import { api } from '../../session/api.ts'
import type { Doomed } from '../history/delete-dialog.tsx'

interface Removed {
  readonly gone: readonly Doomed[]
  /** null: all of them went. */
  readonly problem: unknown
}

/** Deletes at once where the resource can, else one by one; gives what is gone, and the first refusal. */
export const removeAll = async (spec: { readonly api: string; readonly bulkDelete: boolean }, items: readonly Doomed[]): Promise<Removed> => {
  if (spec.bulkDelete)
    return api.delete(`${spec.api}/`, { q: items.map((item) => item.id) }).then(
      () => ({ gone: items, problem: null }),
      (problem: unknown) => ({ gone: [], problem }),
    )
  const ended = await Promise.allSettled(items.map((item) => api.delete(`${spec.api}/${item.id}`)))
  const refused = ended.find((one) => one.status === 'rejected')
  return { gone: items.filter((_, i) => ended[i]?.status === 'fulfilled'), problem: refused?.reason ?? null }
}

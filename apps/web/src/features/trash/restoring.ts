import { ApiError } from '../../session/api.ts'
import { restoreEntry } from '../../shared/history/restore.tsx'
import type { RestoredAll, TrashEntry } from '../../shared/history/types.ts'

export interface Restoring {
  readonly done: readonly RestoredAll[]
  /** Charts whose dataset lies in the trash too, with what the server says of it. */
  readonly waiting: readonly { readonly entry: TrashEntry; readonly told: string }[]
  readonly problems: readonly unknown[]
}

/** What others need comes back first. */
const ORDER = ['database', 'dataset', 'chart', 'dashboard', 'annotation_layer']

const rank = ({ kind }: TrashEntry): number => (ORDER.indexOf(kind) + ORDER.length + 1) % (ORDER.length + 1)

const lacksDataset = (error: unknown): error is ApiError => error instanceof ApiError && error.status === 422 && 'with_dataset' in error.fields

/** Puts entries back one after the other; what came along with another is not asked for again. */
export const restoreAll = async (entries: readonly TrashEntry[], withDataset = false): Promise<Restoring> => {
  const done: RestoredAll[] = []
  const waiting: Restoring['waiting'][number][] = []
  const problems: unknown[] = []
  const back = new Set<string>()
  for (const entry of [...entries].sort((a, b) => rank(a) - rank(b))) {
    if (back.has(`${entry.kind}:${entry.object_id}`)) continue
    try {
      const restored = await restoreEntry(entry.id, { with_dataset: withDataset })
      done.push(restored)
      for (const one of [restored, ...restored.also]) back.add(`${one.kind}:${one.id}`)
    } catch (error) {
      if (!withDataset && lacksDataset(error)) waiting.push({ entry, told: error.message })
      else problems.push(error)
    }
  }
  return { done, waiting, problems }
}

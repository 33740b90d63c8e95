import { contract } from '@coset/contract'
import { type Handler, handle } from '../resource.ts'
import { deleteEntry, emptyTrash, trashPage } from './bin.ts'
import { putBack } from './put-back.ts'
import { usedBy } from './used-by.ts'
import { compareVersions, restoreVersion, versionOf, versionsOf } from './versions.ts'

const { history, trash } = contract

export const historyHandlers: readonly Handler[] = [
  handle(history.versions, ({ ctx, actor, params, query }) => versionsOf(ctx, actor, params.kind, params.id, query)),
  handle(history.version, ({ ctx, actor, params }) => versionOf(ctx, actor, params.kind, params.id, params.version)),
  handle(history.compare, ({ ctx, actor, params, query }) => compareVersions(ctx, actor, params.kind, params.id, query)),
  handle(history.usedBy, ({ ctx, actor, params }) => usedBy(ctx, actor, params.kind, params.id)),
  handle(history.restore, ({ ctx, actor, params }) => restoreVersion(ctx, actor, params.kind, params.id, params.version)),
]

export const trashHandlers: readonly Handler[] = [
  handle(trash.entries, ({ ctx, actor, query }) => trashPage(ctx, actor, query)),
  handle(trash.restore, async ({ ctx, actor, params, body }) => ({
    result: await putBack(ctx, actor, params.id, body ?? { with_charts: true, with_dataset: false }),
  })),
  handle(trash.delete, async ({ ctx, actor, params }) => {
    await deleteEntry(ctx, actor, params.id)
    return { message: 'OK' }
  }),
  handle(trash.empty, async ({ ctx, actor }) => {
    const count = await emptyTrash(ctx, actor)
    return { message: `Deleted ${count} object${count === 1 ? '' : 's'} for good`, count }
  }),
]

export { keepBefore, keepVersion } from './keep.ts'
export { resealedSnapshot } from './sealed.ts'
export { moveToTrash } from './trash.ts'

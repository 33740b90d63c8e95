import { type Actor, decideDataset } from '@coset/access'
import type { QueryContext } from '@coset/query'
import type { Context } from '../context.ts'
import { type Dataset, datasetFacts, datasetRefused } from '../dataset/index.ts'
import { isOwnQuestion } from '../datasource/index.ts'
import { reachableThroughDashboard } from './dashboard-access.ts'
import { guestContext } from './guest.ts'
import { refuseBeyondSaved } from './picture.ts'

interface Asking {
  readonly ctx: Context
  readonly actor: Actor
}

/** The request as it may run. Throws unless the asker may read the dataset's rows, by themselves, through a dashboard or by a guest's token. */
export const authorise = async ({ ctx, actor }: Asking, dataset: Dataset, context: QueryContext): Promise<QueryContext> => {
  if (isOwnQuestion(actor, dataset)) return context
  if (actor.kind === 'guest') return guestContext({ ctx, actor }, dataset, context)
  await refuseBeyondSaved(ctx, actor, dataset, context)
  if (decideDataset(actor, datasetFacts(dataset)).allowed) return context
  if (await reachableThroughDashboard(ctx, actor, dataset, context.formData)) return context
  throw datasetRefused(dataset)
}

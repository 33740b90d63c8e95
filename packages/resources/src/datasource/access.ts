import { type Actor, decideDataset } from '@coset/access'
import { Forbidden } from '@coset/core'
import { type Dataset, datasetFacts, refuseDataset } from '../dataset/index.ts'

/** Was this question loaded for the actor? False for datasets. Throws Forbidden where it was loaded for somebody else. */
export const isOwnQuestion = (actor: Actor, { question }: Dataset): boolean => {
  if (question === undefined) return false
  if (actor.kind !== 'user' || actor.id !== question.askedBy) throw new Forbidden()
  return true
}

/** May the actor read the rows, by themselves? */
export const mayReadSource = (actor: Actor, dataset: Dataset): boolean => isOwnQuestion(actor, dataset) || decideDataset(actor, datasetFacts(dataset)).allowed

/** Throws 403 unless the actor may read the rows by themselves. */
export const refuseSource = (actor: Actor, dataset: Dataset): void => {
  if (!isOwnQuestion(actor, dataset)) refuseDataset(actor, dataset)
}

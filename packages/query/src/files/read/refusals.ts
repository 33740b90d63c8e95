import { type AppError, TooLarge, Unprocessable } from '@coset/core'

/** 422 that names the field of the form which is to blame. */
export const refused = (field: string, sentence: string, cause?: unknown): AppError =>
  new Unprocessable(sentence, { fields: { [field]: [sentence] }, ...(cause === undefined ? {} : { cause }) })

export const tooLarge = (sentence: string): AppError => new TooLarge(sentence, { fields: { file: [sentence] } })

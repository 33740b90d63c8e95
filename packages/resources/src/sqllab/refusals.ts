import { AppError } from '@coset/core'

/** A refusal in the envelope of SQL Lab; 422 unless said otherwise. Its sentence is for people, whatever its status. */
export const refusal = (message: string, code: string, details: Readonly<Record<string, unknown>> = {}, status = 422): AppError =>
  new AppError(message, { code, status, envelope: 'errors', details, expose: true })

export const resultsGone = (): AppError =>
  refusal('The rows of this run are no longer kept. Run the query again to see them.', 'RESULTS_BACKEND_ERROR', {}, 410)

export const noPartialRows = (): AppError => refusal('There are no rows of this run to look at yet.', 'RESULTS_BACKEND_ERROR', {}, 404)

export const partialRowsOver = (): AppError => refusal('This run has ended; only its result counts.', 'RESULTS_BACKEND_ERROR', {}, 410)

export const unknownResults = (): AppError => refusal('There is no run with these results. Run the query again.', 'RESULTS_BACKEND_ERROR', {}, 404)

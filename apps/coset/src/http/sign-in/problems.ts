import { AppError } from '@coset/core'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Back to the page for signing in with the code of a problem; what providers say stays in the log. */
export const flee = (request: FastifyRequest, reply: FastifyReply, error: unknown): unknown => {
  const problem = error instanceof AppError ? error.details['problem'] : undefined
  if (typeof problem !== 'string') throw error
  request.log.warn(
    { problem, reason: error instanceof Error ? error.message : '', cause: error instanceof Error ? String(error.cause ?? '') : '' },
    'sign-in refused',
  )
  return reply.redirect(`/login/?problem=${encodeURIComponent(problem)}`, 303)
}

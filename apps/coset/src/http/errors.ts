import { AppError, asAppError } from '@coset/core'
import { asConstraintError } from '@coset/metadata'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { issueCodes } from './issue-codes.ts'

const NEUTRAL = 'Something went wrong on the server. The log has the details under this request id.'

/** The JSON of an error, in the envelope that clients of the route expect. */
export const errorBody = (error: AppError, requestId: string): Record<string, unknown> => {
  const message = error.expose ? error.message : NEUTRAL
  if (error.envelope === 'msg') return { msg: message }
  if (error.envelope === 'errors' || error.status >= 500)
    return {
      errors: [
        {
          message,
          error_type: error.code,
          level: error.level,
          extra: { ...error.details, issue_codes: issueCodes(error.code), ...(error.status >= 500 ? { request_id: requestId } : {}) },
        },
      ],
    }
  // Whoever comes second is shown both states
  const both = error.status === 409 && Object.keys(error.details).length > 0 ? { details: error.details } : {}
  return { message: error.fields ?? message, ...both }
}

interface FastifyFault {
  readonly statusCode: number
  readonly message: string
}

const isFault = (error: unknown): error is FastifyFault => typeof error === 'object' && error !== null && 'statusCode' in error && 'message' in error

/** Fastify's own refusals (body too large, bad JSON) and everything thrown by handlers. */
export const sendError = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  if (!(thrown instanceof AppError) && isFault(thrown) && thrown.statusCode < 500) {
    void reply.code(thrown.statusCode).send({ message: thrown.message })
    return
  }
  const error = asAppError(asConstraintError(thrown))
  if (error.status >= 500) request.log.error({ err: thrown }, 'request failed')
  else request.log.debug({ err: thrown }, 'request refused')
  const after = error.details['retry_after']
  if (typeof after === 'number') void reply.header('retry-after', String(after))
  void reply.code(error.status === 499 ? 400 : error.status).send(errorBody(error, request.id))
}

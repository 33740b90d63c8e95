import { AppError, asAppError } from '@coset/core'
import { asConstraintError } from '@coset/metadata'

export type ScimType = 'invalidFilter' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue'

/** A refusal in SCIM’s own words. */
export class ScimError extends AppError {
  readonly scimType: ScimType | undefined
  constructor(status: number, message: string, scimType?: ScimType, cause?: unknown) {
    super(message, { code: 'SCIM_ERROR', status, ...(cause === undefined ? {} : { cause }) })
    this.scimType = scimType
  }
}

export const invalid = (message: string): ScimError => new ScimError(400, message, 'invalidValue')
export const notThere = (id: string): ScimError => new ScimError(404, `There is no resource ${id.slice(0, 64)}`)

const SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error'
const NEUTRAL = 'Something went wrong on the server. The log has the details under this request id.'

/** Names that are taken are conflicts here; so is an administrator who has to stay. */
const statusAndType = (error: AppError): { readonly status: number; readonly scimType?: ScimType } => {
  if (error instanceof ScimError) return { status: error.status, ...(error.scimType === undefined ? {} : { scimType: error.scimType }) }
  if (error.status === 422 && error.fields !== undefined) return { status: 409, scimType: 'uniqueness' }
  if (error.status === 422) return { status: 409 }
  if (error.status === 409) return { status: 409, scimType: 'uniqueness' }
  return error.status === 400 ? { status: 400, scimType: 'invalidValue' } : { status: error.status }
}

/** Anything thrown, as SCIM tells it. */
export const scimErrorBody = (thrown: unknown): { readonly status: number; readonly body: Record<string, unknown> } => {
  const error = asAppError(asConstraintError(thrown))
  const { status, scimType } = statusAndType(error)
  const detail = error.expose ? error.message : NEUTRAL
  return { status, body: { schemas: [SCHEMA], status: String(status), ...(scimType === undefined ? {} : { scimType }), detail } }
}

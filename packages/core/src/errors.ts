/** Error kinds carry the names that API clients already know (`error_type` of the error envelope). */
export type ErrorLevel = 'info' | 'warning' | 'error'

/** `message`: `{message}`; `errors`: `{errors: [{message, error_type, level, extra}]}`; `msg`: bearer-token errors. */
export type ErrorEnvelope = 'message' | 'errors' | 'msg'

/** Field path → sentences, or any nesting of it; becomes the answer's `message` object. */
export type FieldMessages = { readonly [field: string]: readonly string[] | FieldMessages }

export interface AppErrorOptions {
  readonly code: string
  readonly status: number
  readonly envelope?: ErrorEnvelope
  readonly level?: ErrorLevel
  /** Sent to the client as `extra`; must hold nothing secret. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly fields?: FieldMessages
  /** The same call may succeed later without a change. */
  readonly retryable?: boolean
  /** False: the message stays in the log, the client reads a neutral sentence. */
  readonly expose?: boolean
  readonly cause?: unknown
}

/** The one error class that crosses layers; mapped to an answer in one place, to a job outcome in another. */
export class AppError extends Error {
  readonly code: string
  readonly status: number
  readonly envelope: ErrorEnvelope
  readonly level: ErrorLevel
  readonly details: Readonly<Record<string, unknown>>
  readonly fields: FieldMessages | undefined
  readonly retryable: boolean
  readonly expose: boolean

  constructor(message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    this.status = options.status
    this.envelope = options.envelope ?? 'message'
    this.level = options.level ?? 'error'
    this.details = options.details ?? {}
    this.fields = options.fields
    this.retryable = options.retryable ?? false
    this.expose = options.expose ?? options.status < 500
  }
}

type Extra = Partial<AppErrorOptions>

/** 400: the request itself is wrong. */
export class BadRequest extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'INVALID_PAYLOAD_FORMAT_ERROR', status: 400, ...extra })
  }
}

/** 422: well-formed, but cannot be carried out; `fields` names what is wrong. */
export class Unprocessable extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'INVALID_PAYLOAD_SCHEMA_ERROR', status: 422, ...extra })
  }
}

/** 401: nobody is signed in. */
export class NotAuthenticated extends AppError {
  constructor(message = 'Missing Authorization Header', extra: Extra = {}) {
    super(message, { code: 'NOT_AUTHENTICATED', status: 401, envelope: 'msg', ...extra })
  }
}

/** 403: signed in, but not allowed. */
export class Forbidden extends AppError {
  constructor(message = 'Forbidden', extra: Extra = {}) {
    super(message, { code: 'MISSING_OWNERSHIP_ERROR', status: 403, ...extra })
  }
}

/** 404: unknown, or not visible to the asker. */
export class NotFound extends AppError {
  constructor(message = 'Not found', extra: Extra = {}) {
    super(message, { code: 'OBJECT_DOES_NOT_EXIST_ERROR', status: 404, ...extra })
  }
}

/** 409: somebody else changed it first. */
export class Conflict extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'CONFLICT_ERROR', status: 409, ...extra })
  }
}

/** 413: larger than what is accepted. */
export class TooLarge extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'RESULT_TOO_LARGE_ERROR', status: 413, ...extra })
  }
}

/** 429: asked too often. */
export class TooManyRequests extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'TOO_MANY_REQUESTS', status: 429, retryable: true, ...extra })
  }
}

/** 408: took longer than allowed; the work was cancelled. */
export class Timeout extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'BACKEND_TIMEOUT_ERROR', status: 408, retryable: true, ...extra })
  }
}

/** The client went away or asked to stop. */
export class Cancelled extends AppError {
  constructor(message = 'The query was stopped', extra: Extra = {}) {
    super(message, { code: 'QUERY_STOPPED', status: 499, ...extra })
  }
}

/** 422 `INVALID_SQL_ERROR`: text from a person is not the SQL it must be. */
export class InvalidSql extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'INVALID_SQL_ERROR', status: 422, envelope: 'errors', ...extra })
  }
}

/** A warehouse refused or failed; `code` is the field's error type, e.g. `TABLE_DOES_NOT_EXIST_ERROR`. */
export class EngineFailure extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'GENERIC_DB_ENGINE_ERROR', status: 400, expose: true, ...extra })
  }
}

/** 500: a promise of our own code was broken. The sentence is not shown. */
export class InternalError extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'GENERIC_BACKEND_ERROR', status: 500, expose: false, ...extra })
  }
}

/** Any thrown thing as an AppError; unknown ones become an InternalError that keeps its cause. */
export const asAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new InternalError(error instanceof Error ? error.message : String(error), { cause: error })

/** Proof that a switch is exhaustive. */
export const unreachable = (value: never): never => {
  throw new InternalError(`unreachable: ${JSON.stringify(value)}`)
}

/** 503: something that this needs does not answer; the same call may succeed later. */
export class Unavailable extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'SERVICE_UNAVAILABLE_ERROR', status: 503, retryable: true, expose: true, ...extra })
  }
}

/** A notice that could not be delivered; `retryable` says whether trying again may help. */
export class Undeliverable extends AppError {
  constructor(message: string, extra: Extra = {}) {
    super(message, { code: 'REPORT_NOTIFICATION_ERROR', status: 422, expose: true, ...extra })
  }
}

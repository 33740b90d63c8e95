import { AppError } from '@coset/core'

/** What went wrong, by the name that Python's templates give it; becomes the error's `details.exception_type`. */
export type FaultKind =
  | 'TemplateSyntaxError'
  | 'TemplateAssertionError'
  | 'UndefinedError'
  | 'SecurityError'
  | 'TypeError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'ZeroDivisionError'
  | 'OverflowError'
  | 'TemplateRuntimeError'

/** A failure inside the interpreter, before it is known in which line of which template. Never leaves this folder. */
export class Fault extends Error {
  readonly kind: FaultKind
  readonly line: number | null

  constructor(kind: FaultKind, message: string, line: number | null = null) {
    super(message)
    this.kind = kind
    this.line = line
  }
}

interface Where {
  readonly kind: FaultKind
  readonly line: number | null
}

const details = ({ kind, line }: Where): Record<string, unknown> => ({ exception_type: kind, ...(line === null ? {} : { line }) })

const sentence = (kind: FaultKind, message: string): string => `Jinja2 template error (${kind}): ${message}`

/** 422: the template cannot be read, or names a filter, test or tag that does not exist. */
export class TemplateSyntaxError extends AppError {
  constructor(message: string, where: Where) {
    super(sentence(where.kind, message), { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors', details: details(where) })
  }
}

/** 400: something undefined was called, looked into or computed with. */
export class TemplateUndefinedError extends AppError {
  constructor(message: string, where: Where) {
    super(message, { code: 'GENERIC_COMMAND_ERROR', status: 400, details: details(where) })
  }
}

/** 422: the template reached for what templates may not touch, or for more than its limits. */
export class TemplateSandboxError extends AppError {
  constructor(message: string, where: Where) {
    super(sentence(where.kind, message), { code: 'GENERIC_COMMAND_ERROR', status: 422, envelope: 'errors', details: details(where) })
  }
}

/** 400: a value has the wrong type or size for what the template does with it. */
export class TemplateValueError extends AppError {
  constructor(message: string, where: Where) {
    super(sentence(where.kind, message), { code: 'GENERIC_COMMAND_ERROR', status: 400, details: details(where) })
  }
}

/** The error that callers see; `line` is where the template stood. */
export const templateError = (fault: Fault, line: number | null): AppError => {
  const where = { kind: fault.kind, line: fault.line ?? line }
  switch (fault.kind) {
    case 'TemplateSyntaxError':
    case 'TemplateAssertionError':
      return new TemplateSyntaxError(fault.message, where)
    case 'UndefinedError':
      return new TemplateUndefinedError(fault.message, where)
    case 'SecurityError':
      return new TemplateSandboxError(fault.message, where)
    default:
      return new TemplateValueError(fault.message, where)
  }
}

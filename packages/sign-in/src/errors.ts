import { AppError } from '@coset/core'

/** Why somebody did not get in; the client has a sentence for each. */
export type Problem = 'refused' | 'expired' | 'denied' | 'unreachable' | 'no-account' | 'taken' | 'inactive' | 'not-allowed' | 'incomplete' | 'not-set-up'

/** 401: what a provider answered is not right. The sentence is for the log. */
export class SignInRefused extends AppError {
  constructor(message: string, problem: Problem = 'refused', cause?: unknown) {
    super(message, { code: 'SIGN_IN_REFUSED', status: 401, expose: false, details: { problem }, cause })
  }
}

/** 503: a provider cannot be reached, or does not work as it is set up. */
export class SignInFailed extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'SIGN_IN_FAILED', status: 503, expose: false, retryable: true, details: { problem: 'unreachable' }, cause })
  }
}

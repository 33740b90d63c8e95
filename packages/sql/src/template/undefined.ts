import { Fault } from './errors.ts'
import { Undefined, type Value } from './values.ts'

/** For uses that Python allows of what is undefined: throws only for names that lead to the host. */
export const refuseForbidden = (value: Value): void => {
  if (value instanceof Undefined && value.forbidden) throw new Fault('SecurityError', value.message)
}

/** For uses that need something defined. */
export const refuseUndefined = (value: Value): void => {
  refuseForbidden(value)
  if (value instanceof Undefined) throw new Fault('UndefinedError', value.message)
}

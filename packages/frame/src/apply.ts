import { BadRequest } from '@coset/core'
import type { Frame } from './frame.ts'
import type { OperationContext, Options } from './ops/operation.ts'
import { OPERATIONS } from './ops/registry.ts'

export interface OperationRule {
  readonly operation: string
  readonly options: Options
}

/** Runs the steps in order. A frame without rows is returned untouched. Throws BadRequest for unknown steps and unfit options. */
export const applyOperations = (frame: Frame, rules: readonly OperationRule[], context: OperationContext = {}): Frame => {
  if (frame.rowCount === 0) return frame
  let current = frame
  for (const rule of rules) {
    const operation = OPERATIONS.get(rule.operation)
    if (operation === undefined) throw new BadRequest(`\`${rule.operation}\` is not a valid post-processing operation`)
    current = operation(current, rule.options, context)
  }
  return current
}

import type { BinaryOperator } from './operators.ts'

export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'

export interface CallArguments {
  readonly positional: readonly Expression[]
  readonly named: readonly (readonly [name: string, value: Expression])[]
  /** `*list` and `**dict`. */
  readonly spread: Expression | null
  readonly spreadNamed: Expression | null
}

export type Expression =
  | { readonly kind: 'constant'; readonly value: null | boolean | bigint | number | string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'concat'; readonly items: readonly Expression[] }
  | { readonly kind: 'compare'; readonly first: Expression; readonly rest: readonly (readonly [CompareOperator, Expression])[] }
  | { readonly kind: 'conditional'; readonly test: Expression; readonly value: Expression; readonly otherwise: Expression | null }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly key: Expression }
  | {
      readonly kind: 'slice'
      readonly of: Expression
      readonly start: Expression | null
      readonly stop: Expression | null
      readonly step: Expression | null
    }
  | { readonly kind: 'call'; readonly of: Expression; readonly args: CallArguments }
  /** `of` is null at the head of a filter block: the block's text takes its place. */
  | { readonly kind: 'filter'; readonly of: Expression | null; readonly name: string; readonly args: CallArguments }
  | { readonly kind: 'test'; readonly of: Expression; readonly name: string; readonly args: CallArguments; readonly negated: boolean }

export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] }
  | { readonly kind: 'member'; readonly name: string; readonly attribute: string }

export interface Parameter {
  readonly name: string
  readonly otherwise: Expression | null
}

export type Statement =
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression; readonly line: number }
  | { readonly kind: 'if'; readonly branches: readonly (readonly [test: Expression, body: Body])[]; readonly otherwise: Body; readonly line: number }
  | {
      readonly kind: 'for'
      readonly target: Target
      readonly items: Expression
      readonly test: Expression | null
      readonly recursive: boolean
      readonly body: Body
      readonly otherwise: Body
      readonly line: number
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression; readonly line: number }
  | { readonly kind: 'set-block'; readonly target: Target; readonly filter: Expression | null; readonly body: Body; readonly line: number }
  | { readonly kind: 'with'; readonly bindings: readonly (readonly [Target, Expression])[]; readonly body: Body; readonly line: number }
  | { readonly kind: 'macro'; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: Body; readonly line: number }
  | { readonly kind: 'call-block'; readonly call: Expression; readonly parameters: readonly Parameter[]; readonly body: Body; readonly line: number }
  | { readonly kind: 'filter-block'; readonly filter: Expression; readonly body: Body; readonly line: number }

export type Body = readonly Statement[]

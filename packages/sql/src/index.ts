export type {
  ClauseKind,
  ColumnSource,
  OutputColumn,
  QueryReads,
  SmallerLimit,
  SqlAnalyzer,
  Statement,
  StatementKind,
  TableRef,
  TableRule,
} from './analyzer.ts'
export { createSqlAnalyzer } from './create-analyzer.ts'
export type { Dialect, SqlPage } from './dialect.ts'
export { type SplitWith, splitWith } from './guard/with.ts'
export { DEFAULT_TEMPLATE_LIMITS } from './template/budget.ts'
export { TemplateSandboxError, TemplateSyntaxError, TemplateUndefinedError, TemplateValueError } from './template/errors.ts'
export { isTemplate, renderTemplate, templateCalls, undeclaredVariables } from './template/render-template.ts'
export type { TemplateFunction, TemplateLimits, TemplateMacros, TemplateScope } from './template/template.ts'
export { type Token, type TokenKind, tokenize } from './tokenizer/tokenize.ts'

import type { Actor } from '@coset/access'
import { AppError } from '@coset/core'
import { sqlLabScope } from '@coset/query'
import {
  isTemplate,
  renderTemplate,
  type TemplateMacros,
  TemplateSandboxError,
  type TemplateScope,
  TemplateUndefinedError,
  templateCalls,
  tokenize,
  undeclaredVariables,
} from '@coset/sql'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'
import { askOf } from '../dataset/rows.ts'
import { templateAskOf } from '../dataset/template.ts'
import { readObject } from '../json-text.ts'
import type { Call } from '../resource.ts'
import { refusal } from './refusals.ts'

export type SqlRequest = Pick<Call<never>['request'], 'queryId' | 'parameters' | 'signal'>

export interface RenderAsk {
  readonly ctx: Context
  readonly actor: Actor
  readonly request: SqlRequest
  readonly database: DatabaseRow
  readonly catalog: string | null
  readonly schema: string | null
  /** A JSON object as text, or one already read. */
  readonly params: string | Readonly<Record<string, unknown>> | null
}

/** Parameters of a template; what is no JSON object counts as none. */
export const templateParameters = (params: RenderAsk['params']): Readonly<Record<string, unknown>> =>
  typeof params === 'string' || params === null ? readObject(params) : params

const isKnown = ({ macros, variables }: TemplateScope, name: string): boolean => {
  let at: TemplateMacros[string] | undefined = macros as TemplateMacros
  for (const part of name.split('.')) at = typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined
  return at !== undefined || Object.hasOwn(variables, name.split('.')[0] ?? '')
}

/** Names that the rendered text still asks for, its comments aside. */
const leftOver = (rendered: string, grammar: string): readonly string[] => {
  if (!isTemplate(rendered)) return []
  try {
    const comments = tokenize(rendered, grammar).filter((token) => token.kind === 'comment')
    let text = ''
    let from = 0
    for (const comment of comments) {
      text += rendered.slice(from, comment.start)
      from = comment.end
    }
    return [...undeclaredVariables(text + rendered.slice(from))].toSorted()
  } catch (error) {
    // The parser of SQL will say what is wrong with such a text
    if (error instanceof AppError && error.status < 500) return []
    throw error
  }
}

const PLACE = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g
/** Stands for a parameter without a value while its place is looked at. */
const STAND_IN = 'coset_absent_'

/** Whether what is missing stands wherever a column may: outside of texts, names in quotes, comments and FROM. */
const standAsColumns = async (ctx: Context, rendered: string, missing: readonly string[], grammar: string): Promise<boolean> => {
  const names = new Set(missing)
  const text = rendered.replace(PLACE, (whole, name: string) => (names.has(name) ? ` ${STAND_IN}${name} ` : whole))
  try {
    if (tokenize(text, grammar).some((token) => token.kind !== 'word' && token.text.includes(STAND_IN))) return false
    const statements = await ctx.analyzer.statements(text, grammar)
    return statements.every(({ tables }) => tables.every(({ table }) => !table.includes(STAND_IN)))
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return false
    throw error
  }
}

/** A template's error as clients of SQL Lab know it. */
const told = (error: unknown, parameters: Readonly<Record<string, unknown>>): unknown => {
  if (error instanceof TemplateUndefinedError)
    return refusal(`The query uses a template parameter in a way that it does not allow: ${error.message}`, 'INVALID_TEMPLATE_PARAMS_ERROR', {
      template_parameters: parameters,
    })
  // What reaches beyond its bounds would not have become SQL
  if (error instanceof TemplateSandboxError) return refusal(error.message, 'INVALID_SQL_ERROR', error.details)
  if (!(error instanceof AppError) || error.status >= 500 || error.envelope === 'errors') return error
  return refusal(error.message, 'GENERIC_COMMAND_ERROR', error.details, error.status === 404 ? 422 : error.status)
}

/**
 * The text with its template filled in; unchanged while templates are switched off, and where it calls a function that does not exist.
 * Throws 422 `MISSING_TEMPLATE_PARAMS_ERROR`, or `COLUMN_DOES_NOT_EXIST_ERROR`, naming the parameters that are missing, and 4xx for templates that are wrong.
 */
export const renderSql = async (text: string, ask: RenderAsk): Promise<string> => {
  const { ctx, actor, request, catalog, schema } = ask
  const template = isTemplate(text) ? templateAskOf(ctx, actor, request.parameters, (other) => askOf({ ctx, actor, request }, other, null)) : null
  if (template === null) return text
  const database = databaseModel(ctx, ask.database)
  const parameters = templateParameters(ask.params)
  const scope = sqlLabScope(ctx.query, { template, database, schema, catalog, parameters })
  let rendered: string
  try {
    rendered = await renderTemplate(text, scope)
  } catch (error) {
    if (error instanceof TemplateUndefinedError && [...templateCalls(text)].some((name) => !isKnown(scope, name))) return text
    throw told(error, parameters)
  }
  const { grammar } = database.engine.dialect
  const missing = leftOver(rendered, grammar)
  if (missing.length === 0) return rendered
  const [parameter, them] = missing.length === 1 ? ['parameter', 'it'] : ['parameters', 'them']
  throw refusal(
    `The query needs the template ${parameter} ${missing.join(', ')}; set ${them} under Parameters`,
    // Clients of the field read of a column where one could stand
    (await standAsColumns(ctx, rendered, missing, grammar)) ? 'COLUMN_DOES_NOT_EXIST_ERROR' : 'MISSING_TEMPLATE_PARAMS_ERROR',
    { undefined_parameters: missing, template_parameters: parameters },
  )
}

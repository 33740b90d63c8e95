import type { Actor } from '@coset/access'
import { AppError, BadRequest, Forbidden, InvalidSql } from '@coset/core'
import type { Engine } from '@coset/engines'
import { type Statement, type TableRule, tokenize } from '@coset/sql'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'
import { type Home, homeOf, ownCatalog, ownsWholeDatabase, refusedTables, tablesRefused } from '../database/table-access.ts'
import { rulesFor } from '../dataset/security.ts'
import { readObject } from '../json-text.ts'
import { refuseForbidden, refuseForbiddenWords, revealing } from './forbidden.ts'
import { located } from './parse-errors.ts'
import { refusal } from './refusals.ts'
import { tableRules } from './rules.ts'
import { type RenderAsk, renderSql, type SqlRequest } from './template.ts'

export interface Script {
  readonly database: DatabaseRow
  readonly sql: string
  readonly catalog: string | null
  readonly schema: string | null
  readonly templateParams: RenderAsk['params']
  /** Who asks, by which address: templates may look at it. */
  readonly request: SqlRequest
}

/** A script that this person may run. */
export interface CheckedScript {
  readonly script: Script
  readonly engine: Engine
  readonly home: Home
  /** With template and row-level rules filled in. */
  readonly statements: readonly Statement[]
  /** False: the parser did not understand it, and it may only run as one read-only statement. */
  readonly understood: boolean
  readonly mutates: boolean
}

/** Another catalog than the address's own is open only where the database allows several. */
const refuseCatalog = (ctx: Context, { database, catalog }: Script): void => {
  if (catalog === null || catalog === ownCatalog(ctx, database) || readObject(database.extra)['allow_multi_catalog'] === true) return
  throw new Forbidden(`The catalog ${catalog} is not open: the database ${database.database_name} allows its own only`, { envelope: 'errors' })
}

/** Text that the parser refuses, for people of a trusted role: one statement about which nothing is known. Rethrows for everybody else. */
const asUnknown = async (ctx: Context, actor: Actor, script: Script, engine: Engine, sql: string, error: unknown): Promise<Statement> => {
  const trusted = actor.roles.some((role) => ctx.settings.sqllab.unparsedRoles.includes(role.name))
  if (!(error instanceof InvalidSql) || !trusted || !ownsWholeDatabase(actor, script.database)) throw error
  if ((await tableRules(ctx, actor, script.request, script.database)).length > 0) throw error
  refuseForbiddenWords(ctx.settings.sqllab, engine, sql)
  return { text: sql.trim(), kind: 'other', mutates: false, tables: [], functions: [], limit: null }
}

const NAMES_ITS_TABLES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE', 'CREATE'])

const refuseRevealing = (statements: readonly Statement[], grammar: string): void => {
  const functions = revealing(statements, grammar)
  if (functions.length > 0) throw tablesRefused(functions.map((name) => `${name}()`))
}

/** People without the whole database run only what names every table that it touches. */
const refuseReach = (statements: readonly Statement[], grammar: string): void => {
  refuseRevealing(statements, grammar)
  for (const statement of statements) {
    if (statement.kind === 'select' || statement.kind === 'explain') continue
    const first = tokenize(statement.text, grammar).find((token) => token.kind === 'word')
    const known = statement.tables.length > 0 && (statement.kind === 'show' || NAMES_ITS_TABLES.has(first?.value ?? ''))
    if (!known) throw tablesRefused([`${first?.value ?? 'this statement'} …`])
  }
}

/** First words of statements that neither read nor write tables. */
const SESSION_WORDS = new Set(
  'SET RESET USE BEGIN START COMMIT ROLLBACK ABORT END SAVEPOINT RELEASE CHECKPOINT LISTEN UNLISTEN NOTIFY DISCARD DECLARE FETCH MOVE CLOSE XA HELP CACHE UNCACHE CLEAR MSCK'.split(
    ' ',
  ),
)

const understand = async (ctx: Context, engine: Engine, sql: string): Promise<readonly Statement[]> => {
  const { grammar } = engine.dialect
  const statements = await ctx.analyzer.statements(sql, grammar).catch((error: unknown) => {
    throw error instanceof InvalidSql ? located(error, sql, grammar, engine.id) : error
  })
  if (statements.length === 0) throw refusal('There is no statement to run', 'INVALID_SQL_ERROR')
  for (const { kind, text } of statements) {
    if (kind !== 'other') continue
    const first = tokenize(text, grammar).find((token) => token.kind !== 'comment')
    if (first?.kind !== 'word' || !SESSION_WORDS.has(first.value))
      throw new InvalidSql(`“${(first?.text ?? '').slice(0, 50)}” begins no statement that is known here`, { details: { sql, engine: engine.id } })
  }
  return statements
}

const refuseWrites = (database: DatabaseRow, statements: readonly Statement[]): void => {
  if (!database.allow_dml && statements.some((statement) => statement.mutates))
    throw refusal(
      `The database ${database.database_name} does not allow statements that change data or structure; its administrator can switch that on`,
      'DML_NOT_ALLOWED_ERROR',
    )
}

const ruled = (statement: Statement, rules: readonly TableRule[]): boolean =>
  statement.tables.some((ref) => rules.some((rule) => rule.table.toLowerCase() === ref.table.toLowerCase()))

/** Statements with the row-level rules inside; writes to and from ruled tables are refused. */
const restricted = async (ctx: Context, statements: readonly Statement[], rules: readonly TableRule[], grammar: string): Promise<readonly Statement[]> => {
  if (rules.length === 0) return statements
  refuseRevealing(statements, grammar)
  const out: Statement[] = []
  for (const statement of statements) {
    if (!ruled(statement, rules)) out.push(statement)
    else if (statement.mutates || (statement.kind !== 'select' && statement.kind !== 'explain'))
      throw new AppError('Rows of these tables are restricted for you: they can be selected, nothing else', {
        code: 'TABLE_SECURITY_ACCESS_ERROR',
        status: 403,
        envelope: 'errors',
        details: { tables: statement.tables.map((ref) => ref.table) },
      })
    else out.push({ ...statement, text: await ctx.analyzer.restrictTables(statement.text, grammar, rules) })
  }
  return out
}

interface Begun {
  readonly engine: Engine
  readonly home: Home
  /** The script with its template filled in. */
  readonly sql: string
}

const begin = async (ctx: Context, actor: Actor, script: Script): Promise<Begun> => {
  const { database } = script
  if (!database.expose_in_sqllab) throw new Forbidden(`The database ${database.database_name} is not open to SQL Lab`, { envelope: 'errors' })
  refuseCatalog(ctx, script)
  const { engine } = databaseModel(ctx, database)
  const home = await homeOf(ctx, database, script)
  const sql = await renderSql(script.sql, {
    ctx,
    actor,
    request: script.request,
    database,
    catalog: script.catalog,
    schema: script.schema,
    params: script.templateParams,
  })
  return { engine, home, sql }
}

const refuseTouched = async (ctx: Context, actor: Actor, database: DatabaseRow, { engine, home }: Begun, statements: readonly Statement[]): Promise<void> => {
  const refused = await refusedTables(ctx, actor, database, home, statements)
  if (refused.length > 0) throw tablesRefused(refused)
  if (!ownsWholeDatabase(actor, database)) refuseReach(statements, engine.dialect.grammar)
  refuseForbidden(ctx.settings.sqllab, engine, statements, home.schema)
}

/**
 * Everything that must hold before a script runs, in this order: the database, the template, the parser, access to each table, forbidden functions
 * and tables, writes, row-level rules. Throws 403 or 422; the database is asked for its default schema only.
 */
export const checkScript = async (ctx: Context, actor: Actor, script: Script): Promise<CheckedScript> => {
  const { database } = script
  const begun = await begin(ctx, actor, script)
  const { engine, home, sql } = begun
  const { grammar } = engine.dialect
  let understood = true
  const statements = await understand(ctx, engine, sql).catch(async (error: unknown) => {
    const unknown = [await asUnknown(ctx, actor, script, engine, sql, error)]
    understood = false
    return unknown
  })
  await refuseTouched(ctx, actor, database, begun, statements)
  refuseWrites(database, statements)
  const rules = understood ? await tableRules(ctx, actor, script.request, database) : []
  return {
    script,
    engine,
    home,
    statements: await restricted(ctx, statements, rules, grammar),
    understood,
    mutates: statements.some((statement) => statement.mutates),
  }
}

/**
 * The one SELECT of a script, its template filled in; row-level rules are left to whoever runs it. Throws 400 for any other script, else as
 * {@link checkScript} does.
 */
export const checkSelect = async (ctx: Context, actor: Actor, script: Script): Promise<Statement> => {
  const begun = await begin(ctx, actor, script)
  const [statement, ...more] = await understand(ctx, begun.engine, begun.sql)
  if (more.length > 0) throw new BadRequest(`Error: Charts are drawn from a single SELECT; this script has ${more.length + 1} statements`)
  if (statement === undefined || statement.kind !== 'select' || statement.mutates)
    throw new BadRequest('Error: Charts are drawn from a SELECT that only reads; this statement is another')
  await refuseTouched(ctx, actor, script.database, begun, [statement])
  if ((await rulesFor(ctx, actor)).length > 0) refuseRevealing([statement], begun.engine.dialect.grammar)
  return statement
}

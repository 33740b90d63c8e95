import { createLru } from '../lru.ts'
import type { Args } from './args.ts'
import { Budget, DEFAULT_TEMPLATE_LIMITS } from './budget.ts'
import { Fault, templateError } from './errors.ts'
import type { Surroundings } from './evaluate.ts'
import { Executor } from './execute.ts'
import { fromHost, toHost } from './host.ts'
import { callsIn, undeclaredIn } from './inspect.ts'
import type { Body } from './nodes.ts'
import { parseTemplate } from './parse-template.ts'
import type { TemplateFunction, TemplateLimits, TemplateMacros, TemplateScope } from './template.ts'
import { Callable, Namespace, type Value } from './values.ts'

const CACHED_TEMPLATES = 500
const CACHED_LENGTH = 20_000

const templates = createLru<Body | Fault>(CACHED_TEMPLATES, CACHED_LENGTH)

/** The text holds something for the interpreter. */
export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%') || text.includes('{#')

const read = (text: string): Body | Fault => {
  try {
    return parseTemplate(text)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
}

const compiled = (text: string): Body => {
  if (text.length > DEFAULT_TEMPLATE_LIMITS.characters) throw templateError(new Fault('SecurityError', 'The template is too long'), null)
  let known = templates.get(text)
  if (known === undefined) {
    known = read(text)
    templates.set(text, known)
  }
  if (known instanceof Fault) throw templateError(known, null)
  return known
}

/** A function of the host answers later: the rendering stops, waits, and starts again with the answer in hand. */
class Waiting extends Error {
  readonly answer: PromiseLike<unknown>

  constructor(answer: PromiseLike<unknown>) {
    super('waiting for a macro')
    this.answer = answer
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** The host's side of one rendering. Calls are answered once each, in order, however often the rendering starts again. */
class Host implements Surroundings {
  readonly printsUndefined: boolean
  private readonly scope: TemplateScope
  private readonly budget: Budget
  private readonly answers: unknown[] = []
  private next = 0
  private readonly known = new Map<string, Value>()

  constructor(scope: TemplateScope, budget: Budget) {
    this.scope = scope
    this.budget = budget
    this.printsUndefined = scope.undefinedPrints !== 'nothing'
  }

  restart(): void {
    this.next = 0
    this.known.clear()
  }

  answered(value: unknown): void {
    this.answers.push(value)
  }

  private ask(run: TemplateFunction, positional: readonly Value[], named: ReadonlyMap<string, Value>): Value {
    const at = this.next++
    if (at >= this.answers.length) {
      const plain = Object.fromEntries([...named].map(([name, value]) => [name, toHost(value, this.budget)]))
      const answer = run(
        positional.map((value) => toHost(value, this.budget)),
        plain,
      )
      if (isPromise(answer)) throw new Waiting(answer)
      this.answers.push(answer)
    }
    return fromHost(this.answers[at], this.budget)
  }

  private macro(name: string, member: TemplateFunction | TemplateMacros): Value {
    if (typeof member === 'function') return new Callable(name, (args) => this.ask(member, args.positional, args.named))
    return new Namespace(new Map(Object.entries(member).map(([key, inner]) => [key, this.macro(`${name}.${key}`, inner)])))
  }

  variable(name: string): Value | undefined {
    const known = this.known.get(name)
    if (known !== undefined) return known
    const { macros, variables } = this.scope
    const member = Object.hasOwn(macros, name) ? macros[name] : undefined
    const value = member !== undefined ? this.macro(name, member) : Object.hasOwn(variables, name) ? fromHost(variables[name], this.budget) : undefined
    if (value !== undefined) this.known.set(name, value)
    return value
  }

  hasFilter(name: string): boolean {
    return Object.hasOwn(this.scope.filters, name)
  }

  filter(name: string, value: Value, args: Args): Value | undefined {
    const filter = this.hasFilter(name) ? this.scope.filters[name] : undefined
    return filter === undefined ? undefined : this.ask(filter, [value, ...args.positional], args.named)
  }
}

const run = async (body: Body, scope: TemplateScope, limits: TemplateLimits): Promise<string> => {
  const budget = new Budget(limits)
  const host = new Host(scope, budget)
  for (;;) {
    const executor = new Executor(budget, host)
    try {
      return executor.run(body)
    } catch (error) {
      if (error instanceof Fault) throw templateError(error, executor.line)
      if (!(error instanceof Waiting)) throw error
      host.answered(await error.answer)
    }
    host.restart()
    budget.resume()
  }
}

/**
 * Renders a Jinja template of SQL. Texts without `{{`, `{%` or `{#` come back as they are, at once. Functions of the scope may answer later; each is
 * called once. Throws TemplateSyntaxError (422), TemplateUndefinedError (400), TemplateSandboxError (422), TemplateValueError (400); what functions
 * of the scope throw passes through.
 */
export const renderTemplate = async (text: string, scope: TemplateScope, limits: TemplateLimits = DEFAULT_TEMPLATE_LIMITS): Promise<string> =>
  isTemplate(text) ? run(compiled(text), scope, limits) : text

/** Names that the template calls, namespaces with dots. Throws TemplateSyntaxError. */
export const templateCalls = (text: string): ReadonlySet<string> => (isTemplate(text) ? callsIn(compiled(text)) : new Set())

/** Names that the template takes from its scope, macros included. Throws TemplateSyntaxError. */
export const undeclaredVariables = (text: string): ReadonlySet<string> => (isTemplate(text) ? undeclaredIn(compiled(text)) : new Set())

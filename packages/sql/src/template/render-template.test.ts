import { readFileSync } from 'node:fs'
import { AppError } from '@coset/core'
import { describe, expect, it, vi } from 'vitest'
import { renderTemplate, templateCalls, undeclaredVariables } from './render-template.ts'
import type { TemplateScope } from './template.ts'
import { vectorScope } from './vectors.test-support.ts'

const fixture = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')) as T

/** The text, or `ERR` and the kind of the failure. */
const outcome = async (template: string, scope: TemplateScope = vectorScope): Promise<string> =>
  renderTemplate(template, scope).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    return `ERR ${String(error.details['exception_type'])}`
  })

const scope = (extra: Partial<TemplateScope> = {}): TemplateScope => ({ variables: {}, macros: {}, filters: {}, ...extra })

describe('vectors of the reference', () => {
  const answers = new Map(fixture<[name: string, answer: string][]>('template-answers'))
  for (const [name, template] of fixture<[name: string, template: string][]>('template-cases')) {
    it(`${name}: ${template.slice(0, 80)}`, async () => expect(await outcome(template)).toBe(answers.get(name)))
  }
})

// Answers of Jinja2 3.1.6 (sandboxed) in the scope of the vectors.
it('answers as Python does', async () => {
  const wrong: unknown[] = []
  for (const [template, answer] of fixture<[template: string, answer: string][]>('template-python')) {
    const found = await outcome(template)
    if (found !== answer) wrong.push({ template, found, answer })
  }
  expect(wrong).toEqual([])
})

describe('hostile templates', () => {
  const more = [
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    '{% block x %}{% endblock %}',
    '{{ __proto__ }}',
    "{{ '{0.__class__}'.format(n) }}",
    "{{ '{0[__proto__]}'.format(d) }}",
    "{{ '{0.constructor}'.format(xs) }}",
    "{{ [d]|map(attribute='constructor')|list }}",
    "{{ [d]|map(attribute='__proto__.x')|list }}",
    "{{ [d]|selectattr('__class__')|list }}",
    "{{ d|attr('__proto__') }}",
    "{{ xs|map('attr', 'constructor')|list }}",
    '{{ filter_values }}',
    '{{ [filter_values] }}',
    '{{ filter_values|where_in }}',
    '{{ filter_values(filter_values) }}',
    '{{ dict(a=url_param).a.b }}',
    "{{ filter_values['call'] }}",
    '{{ request.args }}',
    '{{ config|string }}',
    '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}',
    "{% set a = ['x'] %}{% for i in range(64) %}{% set _ = a.extend(a) %}{% endfor %}",
    "{% set ns = namespace(s='x') %}{% for i in range(64) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    "{% for i in range(100000) %}{{ 'xxxxxxxxxxxxxxxx' }}{% endfor %}",
    '{{ 9**(9**(9**9)) }}',
    '{{ 10**100000 }}',
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ 'x'.center(1000000000) }}",
    "{{ 'x'.zfill(1000000000) }}",
    "{{ '\\t'.expandtabs(1000000000) }}",
    "{{ 'x'|center(1000000000) }}",
    '{{ [1]|batch(1000000000, 0) }}',
    '{{ [1]|slice(1000000000) }}',
    "{{ ('x' * 1000)|replace('x', 'y' * 1000)|replace('y', 'z' * 1000) }}",
    "{{ (['x' * 1000] * 1000)|join }}{{ (['x' * 1000] * 10000)|join }}",
    '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
    '{% macro f(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(1) }}',
    '{% for x in tree recursive %}{{ loop(tree) }}{% endfor %}',
    '{% set a = [] %}{% set _ = a.append(a) %}{{ a == a.copy() }}{{ [a] == [a.copy()] }}{{ a|tojson }}',
  ]
  for (const template of [...fixture<string[]>('template-evil'), ...more]) {
    it(template.slice(0, 100), async () => {
      const from = performance.now()
      expect(await outcome(template)).toBe('ERR SecurityError')
      expect(performance.now() - from).toBeLessThan(1000)
    })
  }
  for (const template of [
    `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
    `{{ ${'-'.repeat(5000)}1 }}`,
    `{{ 1${'+1'.repeat(5000)} }}`,
    `{{ x${'.a'.repeat(5000)} }}`,
    '{% if 1 %}'.repeat(5000),
  ]) {
    it(`${template.slice(0, 20)}… is nested too deeply`, async () => expect(await outcome(template)).toBe('ERR TemplateSyntaxError'))
  }

  it('gives own keys, never those of a prototype', async () => {
    const data = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "mine", "a": null}') as Record<string, unknown>
    expect(
      await outcome('{{ d.constructor }} {{ d.a }} {{ d.toString is defined }} {{ d.hasOwnProperty is defined }}', scope({ variables: { d: data } })),
    ).toBe('mine None False False')
    expect(await outcome('{{ d.__proto__ }}', scope({ variables: { d: data } }))).toBe('ERR SecurityError')
    expect(await outcome('{{ toString }}|{{ valueOf }}|{{ hasOwnProperty }}', scope())).toBe('{{ toString }}|{{ valueOf }}|{{ hasOwnProperty }}')
    expect(await outcome('{{ 1|toString }}', scope())).toBe('ERR TemplateAssertionError')
    expect(await outcome('{{ 1 is constructor }}', scope())).toBe('ERR TemplateAssertionError')
  })

  it('refuses values that are not plain data', async () => {
    for (const value of [() => 1, Symbol('x'), new Map(), new (class Host {})(), /x/]) {
      expect(await outcome('{{ v }}', scope({ variables: { v: [value] } }))).toBe('ERR SecurityError')
      expect(await outcome('{{ f() }}', scope({ macros: { f: () => ({ a: value }) } }))).toBe('ERR SecurityError')
    }
  })

  it('leaves the data of the host as it is', async () => {
    const v = { list: [1], dict: { a: 1 } }
    expect(await outcome('{% set _ = v.list.append(2) %}{% set _ = v.dict.update(b=2) %}{{ v }}', scope({ variables: { v } }))).toBe(
      "{'list': [1, 2], 'dict': {'a': 1, 'b': 2}}",
    )
    expect(v).toEqual({ list: [1], dict: { a: 1 } })
  })
})

it('takes no more than a moment for texts that fool patterns', async () => {
  const slow = [
    "{{ ('<' * 900000)|striptags|length }}",
    "{{ ('<!--' * 200000)|striptags|length }}",
    "{{ ('%(' * 400000) % {} }}",
    "{{ ('a' * 900000 ~ '-')|wordwrap(10)|length }}",
    "{{ ('[' * 200000)|join }}",
    "{{ ('{[' * 200000).format(1) }}",
    `{{ '${'a'.repeat(900_000)}' | length }}`,
    `{{ '${'\\n'.repeat(200_000)}' | length }}`,
    `{{ ${'9_'.repeat(300_000)}9 }}`,
    '{{ 1 }}'.repeat(100_000),
    '{% raw %}{% '.repeat(80_000),
  ]
  for (const template of slow) {
    const from = performance.now()
    await outcome(template)
    expect(performance.now() - from, template.slice(0, 40)).toBeLessThan(1000)
  }
})

it('joins long lists', async () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => i)
  expect((await outcome("{{ ids | join(', ') }}", scope({ variables: { ids } }))).length).toBe(ids.join(', ').length)
})

describe('the surroundings', () => {
  it('texts without a template come back unread', async () => {
    expect(await renderTemplate("SELECT '}}' % { } \r\n", scope())).toBe("SELECT '}}' % { } \r\n")
  })

  it('macros may answer later, and are called once each', async () => {
    const later = vi.fn(async (args: readonly unknown[]) => `(${String(args[0])})`)
    const now = vi.fn(() => 'now')
    const macros = { later, now, deep: { er: { f: async () => [1, { a: 2 }] } } }
    const template = "{{ now() }}{% for i in range(3) %}{{ later(i) }}{% endfor %}{{ now() }}{{ deep.er.f()[1].a }}{{ later('x') ~ later('y') }}"
    expect(await outcome(template, scope({ macros }))).toBe('now(0)(1)(2)now2(x)(y)')
    expect([later.mock.calls.length, now.mock.calls.length]).toEqual([5, 2])
  })

  it('gives functions plain data', async () => {
    const seen: unknown[] = []
    const f = (args: readonly unknown[], named: Readonly<Record<string, unknown>>) => void seen.push([args, named])
    await outcome(
      "{{ f(1, 1.5, 2**80, 'x', none, true, [1, (2,)], {'a': {'b': 1}}, range(2), missing, k=[d]) }}",
      scope({ macros: { f }, variables: { d: 'v' } }),
    )
    expect(seen).toEqual([[[1, 1.5, 2n ** 80n, 'x', null, true, [1, [2]], { a: { b: 1 } }, [0, 1], undefined], { k: ['v'] }]])
  })

  it('passes on what functions throw', async () => {
    const failure = new AppError('no', { code: 'X', status: 403 })
    for (const f of [
      () => Promise.reject(failure),
      () => {
        throw failure
      },
    ])
      await expect(renderTemplate('{{ f() }}', scope({ macros: { f } }))).rejects.toBe(failure)
  })

  it('shows what is missing', async () => {
    expect(await outcome("{{ x }} {{ d.y }} '{{ x }}' {{ x ~ 1 }} {{ [x] }} {{ 1 if false }}", scope({ variables: { d: {} } }))).toBe(
      "{{ x }} {{ dict object['y'] }} '{{ x }}' {{ x }}1 [Undefined] ",
    )
    expect(await outcome('{{ x.y }}', scope())).toBe('ERR UndefinedError')
  })

  it('lets macros win over variables, and neither over what the template sets', async () => {
    const both = scope({ variables: { a: 1, range: 7 }, macros: { a: () => 2 } })
    expect(await outcome('{{ a() }}{{ range }}{% set a = 3 %}{{ a }}', both)).toBe('273')
  })

  it('lets filters of the host win over built-in ones', async () => {
    expect(
      await outcome(
        "{{ 'x'|upper }}{{ 'x'|lower }}{{ ['a']|map('upper')|list }}{{ 'upper' is filter }}",
        scope({ filters: { upper: ([v]) => `<${String(v)}>` } }),
      ),
    ).toBe("<x>x['<a>']True")
  })

  it('tells statuses, kinds and lines', async () => {
    const told = async (template: string) => renderTemplate(template, scope()).catch((error: AppError) => [error.status, error.name, error.details])
    expect(await told('a\n{% if %}')).toEqual([422, 'TemplateSyntaxError', { exception_type: 'TemplateSyntaxError', line: 2 }])
    expect(await told('a\n\n{{ x() }}')).toEqual([400, 'TemplateUndefinedError', { exception_type: 'UndefinedError', line: 3 }])
    expect(await told("{{ ''.__class__ }}")).toEqual([422, 'TemplateSandboxError', { exception_type: 'SecurityError', line: 1 }])
    expect(await told('{{ 1 / 0 }}')).toEqual([400, 'TemplateValueError', { exception_type: 'ZeroDivisionError', line: 1 }])
    expect(await told('a\n{{ 1 / 0 }}')).toEqual([400, 'TemplateValueError', { exception_type: 'ZeroDivisionError', line: 2 }])
  })

  it('keeps limits that are given', async () => {
    await expect(renderTemplate('{{ 1 + 1 }}', scope(), { steps: 2, characters: 100, milliseconds: 100 })).rejects.toThrow('too many steps')
    await expect(renderTemplate("{{ 'abc' }}def", scope(), { steps: 100, characters: 5, milliseconds: 100 })).rejects.toThrow('too much text')
  })
})

describe('what a template asks for', () => {
  const sorted = (names: ReadonlySet<string>) => [...names].sort()

  it('names calls', () => {
    expect(sorted(templateCalls("{{ f(g(1)) }}{% if presto.latest('t') %}{% endif %}{% macro m() %}{{ h() }}{% endmacro %}{{ x|map('y') }} k()"))).toEqual([
      'f',
      'g',
      'h',
      'presto.latest',
    ])
    expect(sorted(templateCalls('SELECT f(1)'))).toEqual([])
  })

  it('names what is not its own', () => {
    const template =
      '{{ a }}{% set b = c %}{{ b }}{% for d in e if d.f %}{{ d }}{{ loop.index }}{% endfor %}{% macro m(p, q=r) %}{{ p }}{{ s }}{{ varargs }}{% endmacro %}{{ m(t) }}{% with u = v %}{{ u }}{% endwith %}{{ range(3) }}{{ u }}{{ d }}'
    expect(sorted(undeclaredVariables(template))).toEqual(['a', 'c', 'd', 'e', 'r', 's', 't', 'u', 'v'])
    expect(sorted(undeclaredVariables("SELECT '{' || a"))).toEqual([])
    expect(() => undeclaredVariables('{{ a')).toThrow('TemplateSyntaxError')
  })
})

import { readFileSync } from 'node:fs'
import { AppError } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { renderTemplate, templateCalls, undeclaredVariables } from './render-template.ts'
import { vectorScope } from './vectors.test-support.ts'

const SEED = 20261125
const ROUNDS = 6000
const LIMITS = { steps: 20_000, characters: 20_000, milliseconds: 50 }
/** One template must end within this time, whatever it is; the machine may be busy. */
const MOST_MS = 1500

const templates = ['template-cases', 'template-python']
  .flatMap((name) => JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8')) as [string, string][])
  .flatMap((pair) => pair.filter((text) => text.includes('{')))

const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const PIECES = [
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '|',
    '.',
    ',',
    ':',
    '*',
    '**',
    '~',
    '-',
    '%',
    "'",
    '"',
    '\\',
    ' is ',
    ' in ',
    ' not ',
    ' if ',
    ' else ',
  ],
  ...[
    '__class__',
    'constructor',
    'self',
    'loop',
    'caller',
    'varargs',
    'xs',
    'd',
    'objs',
    'names',
    't',
    'filter_values',
    'range(9)',
    "'%s'",
    "'{}'",
    '9999',
    '-1',
    '1e9',
    '0',
  ],
  ...[
    '{% for x in xs %}',
    '{% endfor %}',
    '{% if d %}',
    '{% endif %}',
    '{% set q = ',
    '{% macro m(a) %}',
    '{% endmacro %}',
    '{{ m(1) }}',
    '{%- raw %}',
    '|map(',
    '|format(',
    '.format(',
  ],
]

const mutated = (next: () => number): string => {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
  let text = pick(templates)
  const count = 1 + Math.floor(next() * 4)
  for (let i = 0; i < count; i++) {
    const at = Math.floor(next() * text.length)
    const kind = next()
    if (kind < 0.3) text = text.slice(0, at) + text.slice(at + 1 + Math.floor(next() * 6))
    else if (kind < 0.7) text = text.slice(0, at) + pick(PIECES) + text.slice(at)
    else if (kind < 0.85) text += pick(templates)
    else text = text.slice(0, at) + pick(templates).slice(0, 40) + text.slice(at)
  }
  return text
}

describe(`random templates, seed ${SEED}`, () => {
  it('end, with a text or an error of ours, and show nothing of the host', async () => {
    const next = random(SEED)
    let rendered = 0
    for (let round = 0; round < ROUNDS; round++) {
      const template = mutated(next)
      const from = performance.now()
      try {
        for (const names of [templateCalls(template), undeclaredVariables(template)]) expect(names).toBeInstanceOf(Set)
        const text = await renderTemplate(template, vectorScope, LIMITS)
        rendered++
        if (/native code|\[object|=> |process\.|undefined\b/.test(text) && !/native code|\[object|=> |process\.|undefined\b/.test(template))
          throw new Error(`leaks: ${text}`)
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw new Error(`round ${round}: ${template}`, { cause: error })
      }
      if (performance.now() - from > MOST_MS) throw new Error(`round ${round} took too long: ${template}`)
    }
    expect(rendered).toBeGreaterThan(ROUNDS / 20)
  })
})

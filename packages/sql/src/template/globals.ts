import { Fault } from './errors.ts'
import { pairsOf } from './methods/container-methods.ts'
import { makeDict, type Tools } from './tools.ts'
import { Callable, Namespace, Range, type Value } from './values.ts'

/** Python's sandbox draws the same line. */
const MAX_RANGE = 100_000

const range = (): Callable =>
  new Callable('range', (args) => {
    args.atMost(3)
    const [first, second, third] = args.positional.map((_, i) => args.count(i, ''))
    const step = third ?? 1
    if (first === undefined) return args.fail('expected at least 1 argument, got 0')
    if (step === 0) throw new Fault('ValueError', 'range() arg 3 must not be zero')
    const made = second === undefined ? new Range(0, first, 1) : new Range(first, second, step)
    if (made.length > MAX_RANGE) throw new Fault('SecurityError', `Templates may not count further than ${MAX_RANGE}`)
    return made
  })

const dict = (tools: Tools): Callable =>
  new Callable('dict', (args) =>
    makeDict([...(args.positional.length === 0 ? [] : pairsOf(args.atMost(1, ...args.named.keys()).get(0, ''), tools)), ...args.named]),
  )

const namespace = (tools: Tools): Callable =>
  new Callable('namespace', (args) => {
    const pairs = args.positional.length === 0 ? [] : pairsOf(args.get(0, ''), tools)
    const members = new Map<string, Value>()
    for (const [key, value] of [...pairs, ...args.named]) if (typeof key === 'string') members.set(key, value)
    return new Namespace(members)
  })

const cycler = (): Callable =>
  new Callable('cycler', ({ positional }) => {
    if (positional.length === 0) throw new Fault('TypeError', 'at least one item has to be provided')
    let at = 0
    const members = new Map<string, Value>([['current', positional[0] ?? null]])
    const move = (to: number): void => {
      at = to % positional.length
      members.set('current', positional[at] ?? null)
    }
    members.set(
      'next',
      new Callable('next', () => {
        const item = positional[at] ?? null
        move(at + 1)
        return item
      }),
    )
    members.set(
      'reset',
      new Callable('reset', () => {
        move(0)
        return null
      }),
    )
    return new Namespace(members)
  })

const joiner = (): Callable =>
  new Callable('joiner', (args) => {
    const glue = args.atMost(1, 'sep').text(0, 'sep', ', ')
    let used = false
    return new Callable('joiner', () => {
      const text = used ? glue : ''
      used = true
      return text
    })
  })

/** What every template has. */
export const GLOBAL_NAMES: readonly string[] = ['range', 'dict', 'namespace', 'cycler', 'joiner']

export const makeGlobals = (tools: Tools): ReadonlyMap<string, Value> =>
  new Map([
    ['range', range()],
    ['dict', dict(tools)],
    ['namespace', namespace(tools)],
    ['cycler', cycler()],
    ['joiner', joiner()],
  ])

import { Fault } from './errors.ts'
import type { Tools } from './tools.ts'
import { Callable, type LoopState, orElse, Undefined, type Value } from './values.ts'

const outside = (name: string): Undefined => new Undefined(`there is no ${name} item`, '')

/** `loop.index` and its like; undefined for other names. */
export const loopAttribute = (loop: LoopState, name: string, tools: Tools): Value | undefined => {
  const { index0, items } = loop
  switch (name) {
    case 'index':
      return BigInt(index0 + 1)
    case 'index0':
      return BigInt(index0)
    case 'revindex':
      return BigInt(items.length - index0)
    case 'revindex0':
      return BigInt(items.length - index0 - 1)
    case 'first':
      return index0 === 0
    case 'last':
      return index0 === items.length - 1
    case 'length':
      return BigInt(items.length)
    case 'depth':
      return BigInt(loop.depth + 1)
    case 'depth0':
      return BigInt(loop.depth)
    case 'previtem':
      return orElse(items[index0 - 1], () => outside('previous'))
    case 'nextitem':
      return orElse(items[index0 + 1], () => outside('next'))
    case 'cycle':
      return new Callable('cycle', (args) => {
        if (args.positional.length === 0) throw new Fault('TypeError', 'no items for cycling given')
        return args.positional[index0 % args.positional.length] ?? null
      })
    case 'changed':
      return new Callable('changed', ({ positional }) => {
        const before = loop.changedTo
        loop.changedTo = positional
        return before === null || before.length !== positional.length || !before.every((item, i) => tools.comparer.equal(item, positional[i] ?? null))
      })
    default:
      return undefined
  }
}

// `npm run bench [-- --only NAME …]`: measures Coset, beside the reference where it answers, and prints a table.
import { parseArgs } from 'node:util'
import { type Context, judge, type Measure } from './measure.ts'
import { MEASURES } from './registry.ts'
import { type BigSite, openBigSite } from './sides/big-site.ts'
import { openSides, type Sides } from './sides/sides.ts'
import { type Line, tableOf } from './table.ts'

const REFERENCE = process.env['COSET_BENCH_REFERENCE'] ?? 'http://127.0.0.1:9088'
const WAREHOUSE = process.env['COSET_BENCH_WAREHOUSE'] ?? 'postgresql://postgres:postgres@127.0.0.1:5432/examples_ref'

/** The reference's own database; the bench puts a large site into it and takes it away again. */
const METADATA = process.env['COSET_BENCH_REFERENCE_METADATA'] ?? ''
const SECRET_KEY = process.env['COSET_BENCH_REFERENCE_SECRET_KEY'] ?? ''

const print = (text: string): void => void process.stdout.write(`${text}\n`)

const chosen = (): readonly Measure[] => {
  const { only = [] } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values
  const unknown = only.find((name) => !MEASURES.some((measure) => measure.name === name))
  if (unknown !== undefined) throw new Error(`There is no measure ${unknown}; there are ${MEASURES.map(({ name }) => name).join(', ')}`)
  if (only.length > 0) return MEASURES.filter(({ name }) => only.includes(name))
  return MEASURES.filter(({ onBigSite }) => onBigSite !== true || METADATA !== '')
}

const runOne = async (measure: Measure, context: Context): Promise<Line> => {
  print(`… ${measure.name}`)
  try {
    return { measure, outcome: judge(measure.goal, await measure.run(context)) }
  } catch (error) {
    return { measure, error: error instanceof Error ? error.message : String(error) }
  }
}

const main = async (): Promise<void> => {
  let opening: Promise<Sides> | null = null
  let big: Promise<BigSite> | null = null
  const context: Context = {
    warehouse: WAREHOUSE,
    bigSite: () => {
      if (METADATA === '') throw new Error('COSET_BENCH_REFERENCE_METADATA names no database')
      big ??= openBigSite(REFERENCE, METADATA, SECRET_KEY)
      return big
    },
    sides: () => {
      opening ??= openSides(REFERENCE, WAREHOUSE)
      return opening
    },
  }
  const lines: Line[] = []
  try {
    for (const measure of chosen()) lines.push(await runOne(measure, context))
  } finally {
    // A failure to open was told by the measure that asked
    for (const one of [opening, big] as readonly (Promise<AsyncDisposable> | null)[]) await (await one?.catch(() => null))?.[Symbol.asyncDispose]()
  }
  print(`\n${tableOf(lines)}`)
  if (lines.some((line) => line.error !== undefined)) process.exitCode = 1
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
await main()

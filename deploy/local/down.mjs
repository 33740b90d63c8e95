// Ends what `up.mjs` started, in order: first nobody comes in, then nothing new is handed out, then what runs is finished. Data stays.
import { end, known } from './processes.mjs'
import { placesOf, readOptions, say } from './site.mjs'

const ORDER = ['nginx', 'beat', 'server', 'worker', 'redis']

const all = known(placesOf(readOptions().data))
let killed = 0
for (const kind of ORDER) {
  const these = all.filter(({ name }) => name === kind || name.startsWith(`${kind}-`))
  const hows = await Promise.all(these.map(end))
  for (const [i, { name, pid }] of these.entries()) say(`${name} (${pid}) ${hows[i]}`)
  killed += hows.filter((how) => how === 'killed').length
}
if (all.length === 0) say('Nothing runs')
process.exit(killed === 0 ? 0 : 1)

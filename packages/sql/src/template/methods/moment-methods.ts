import { durationParts, isoText, type MomentFields, momentFields, momentOf, strftime } from '../moments.ts'
import { type Duration, Moment, type Value } from '../values.ts'
import { table } from './table.ts'

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const

export const momentMethods = table<Moment>({
  strftime: (self, args) => strftime(self, args.atMost(1).text(0, 'format')),
  isoformat: (self, args) => isoText(self, args.atMost(1).text(0, 'sep', 'T')),
  weekday: (self) => BigInt(momentFields(self).weekday),
  isoweekday: (self) => BigInt(momentFields(self).weekday + 1),
  timestamp: (self) => Number(self.micros) / 1e6,
  date: (self) => new Moment(momentOf({ ...momentFields(self), hour: 0, minute: 0, second: 0, microsecond: 0 }).micros, true),
  replace: (self, args) => {
    const fields: Record<string, number> = { ...momentFields(self) }
    FIELDS.forEach((name, i) => {
      if (args.has(i, name)) fields[name] = args.count(i, name)
    })
    return momentOf(fields as MomentFields)
  },
})

const isField = (name: string): name is (typeof FIELDS)[number] => FIELDS.some((field) => field === name)

/** `moment.year` and the like; undefined for other names. */
export const momentField = (moment: Moment, name: string): Value | undefined => (isField(name) ? BigInt(momentFields(moment)[name]) : undefined)

export const durationMethods = table<Duration>({ total_seconds: (self) => Number(self.micros) / 1e6 })

export const durationField = (duration: Duration, name: string): Value | undefined => {
  const parts = durationParts(duration)
  return name === 'days' || name === 'seconds' || name === 'microseconds' ? parts[name] : undefined
}

import { BadRequest } from '../errors.ts'
import { civil, DAY, daysInMonth, weekday } from './calendar.ts'

type Rule = (year: number) => number | null

const fixed =
  (month: number, day: number, since = 1): Rule =>
  (year) =>
    year < since ? null : civil(year, month - 1, day)

/** The n-th weekday (Monday 0) of a month; n −1 is the last. */
const nth =
  (month: number, dow: number, n: number, since = 1): Rule =>
  (year) => {
    if (year < since) return null
    const first = civil(year, month - 1, 1)
    const day = ((dow - weekday(first) + 7) % 7) + 1
    if (n > 0) return civil(year, month - 1, day + 7 * (n - 1))
    return civil(year, month - 1, day + 7 * Math.floor((daysInMonth(year, month - 1) - day) / 7))
  }

/** Western Easter Sunday by the anonymous Gregorian algorithm. */
const easter = (year: number): number => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return civil(year, Math.floor(f / 31) - 1, (f % 31) + 1)
}

const easterPlus =
  (days: number): Rule =>
  (year) =>
    easter(year) + days * DAY

const CHRISTMAS: readonly [string, Rule] = ['Christmas Day', fixed(12, 25)]
const NEW_YEAR: readonly [string, Rule] = ["New Year's Day", fixed(1, 1)]
const GOOD_FRIDAY: readonly [string, Rule] = ['Good Friday', easterPlus(-2)]
const EASTER_MONDAY: readonly [string, Rule] = ['Easter Monday', easterPlus(1)]
const BOXING: readonly [string, Rule] = ['Boxing Day', fixed(12, 26)]

/** Public holidays by country, in the order of the year; several names of one day are several entries. */
const CALENDARS: Readonly<Record<string, readonly (readonly [string, Rule])[]>> = {
  US: [
    NEW_YEAR,
    ['Martin Luther King Jr. Day', nth(1, 0, 3, 1986)],
    ["Washington's Birthday", nth(2, 0, 3)],
    ['Memorial Day', nth(5, 0, -1)],
    ['Juneteenth National Independence Day', fixed(6, 19, 2021)],
    ['Independence Day', fixed(7, 4)],
    ['Labor Day', nth(9, 0, 1)],
    ['Columbus Day', nth(10, 0, 2)],
    ['Veterans Day', fixed(11, 11)],
    ['Thanksgiving Day', nth(11, 3, 4)],
    CHRISTMAS,
  ],
  GB: [NEW_YEAR, GOOD_FRIDAY, ['May Day', nth(5, 0, 1)], ['Spring Bank Holiday', nth(5, 0, -1)], CHRISTMAS, BOXING],
  CA: [NEW_YEAR, GOOD_FRIDAY, ['Canada Day', fixed(7, 1)], ['Labor Day', nth(9, 0, 1)], CHRISTMAS],
  AU: [NEW_YEAR, ['Australia Day', fixed(1, 26)], GOOD_FRIDAY, EASTER_MONDAY, ['ANZAC Day', fixed(4, 25)], CHRISTMAS, BOXING],
  DE: [
    NEW_YEAR,
    ['Neujahr', fixed(1, 1)],
    GOOD_FRIDAY,
    ['Karfreitag', easterPlus(-2)],
    EASTER_MONDAY,
    ['Ostermontag', easterPlus(1)],
    ['Labor Day', fixed(5, 1)],
    ['Erster Mai', fixed(5, 1)],
    ['Ascension Day', easterPlus(39)],
    ['Christi Himmelfahrt', easterPlus(39)],
    ['Whit Monday', easterPlus(50)],
    ['Pfingstmontag', easterPlus(50)],
    ['German Unity Day', fixed(10, 3)],
    ['Tag der Deutschen Einheit', fixed(10, 3)],
    CHRISTMAS,
    ['Erster Weihnachtstag', fixed(12, 25)],
  ],
  FR: [
    NEW_YEAR,
    ['Jour de l’an', fixed(1, 1)],
    EASTER_MONDAY,
    ['Labor Day', fixed(5, 1)],
    ['Victory Day', fixed(5, 8)],
    ['Ascension Day', easterPlus(39)],
    ['Whit Monday', easterPlus(50)],
    ['National Day', fixed(7, 14)],
    ['Assumption Day', fixed(8, 15)],
    ["All Saints' Day", fixed(11, 1)],
    ['Armistice Day', fixed(11, 11)],
    CHRISTMAS,
    ['Noël', fixed(12, 25)],
  ],
}

/** Midnight of the first holiday of `year` whose name starts with the text (any case). Throws BadRequest when there is none. */
export const holiday = (name: string, year: number, country: string): number => {
  const calendar = CALENDARS[country.toUpperCase()]
  if (calendar === undefined) throw new BadRequest(`Holidays of country [${country}] are not known`)
  const wanted = name.trim().toLowerCase()
  for (const [known, rule] of calendar) {
    const at = known.toLowerCase().startsWith(wanted) ? rule(year) : null
    if (at !== null) return at
  }
  throw new BadRequest(`Unable to find such a holiday: [${name}]`)
}

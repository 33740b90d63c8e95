import { aggregate } from './aggregate/index.ts'
import { boxplot } from './boxplot/index.ts'
import { compare } from './compare/index.ts'
import { contribution } from './contribution/index.ts'
import { cum } from './cum/index.ts'
import { diff } from './diff/index.ts'
import { escapeSeparator } from './escape-separator/index.ts'
import { flatten } from './flatten/index.ts'
import { geodeticParse } from './geodetic-parse/index.ts'
import { geohashDecode } from './geohash-decode/index.ts'
import { geohashEncode } from './geohash-encode/index.ts'
import { histogram } from './histogram/index.ts'
import type { Operation } from './operation.ts'
import { pivot } from './pivot/index.ts'
import { prophet } from './prophet/index.ts'
import { rank } from './rank/index.ts'
import { rename } from './rename/index.ts'
import { resample } from './resample/index.ts'
import { rolling } from './rolling/index.ts'
import { select } from './select/index.ts'
import { sort } from './sort/index.ts'
import { unescapeSeparator } from './unescape-separator/index.ts'

/** Every post-processing operation by the name that requests use; one line each. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['aggregate', aggregate],
  ['boxplot', boxplot],
  ['compare', compare],
  ['contribution', contribution],
  ['cum', cum],
  ['diff', diff],
  ['escape_separator', escapeSeparator],
  ['flatten', flatten],
  ['geodetic_parse', geodeticParse],
  ['geohash_decode', geohashDecode],
  ['geohash_encode', geohashEncode],
  ['histogram', histogram],
  ['pivot', pivot],
  ['prophet', prophet],
  ['rank', rank],
  ['rename', rename],
  ['resample', resample],
  ['rolling', rolling],
  ['select', select],
  ['sort', sort],
  ['unescape_separator', unescapeSeparator],
])

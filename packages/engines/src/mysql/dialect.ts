import { createHash } from 'node:crypto'
import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { backslashString, quoteWith } from '../shared-sql/quoting.ts'

/** Names that MySQL (beyond the basic plane, blanks at an end) or its driver (members of every object) does not take. */
const REFUSED_NAME = /[\u{10000}-\u{10ffff}]|^\s|\s$|^__(?:proto|(?:define|lookup)[GS]etter)__$/u

/** Literals rely on the session's sql_mode, which the driver sets: backslashes escape, double quotes are strings. */
export const mysqlDialect = defineDialect({
  grammar: 'mysql',
  maxLabelLength: 64,
  quoteIdentifier: quoteWith('`'),
  mutateLabel: (label) => (REFUSED_NAME.test(label) ? `label_${createHash('sha256').update(label).digest('hex').slice(0, 32)}` : label),
  stringLiteral: backslashString,
  timeGrains: {
    PT1S: 'DATE_ADD(DATE({col}), INTERVAL (HOUR({col})*60*60 + MINUTE({col})*60 + SECOND({col})) SECOND)',
    PT1M: 'DATE_ADD(DATE({col}), INTERVAL (HOUR({col})*60 + MINUTE({col})) MINUTE)',
    PT1H: 'DATE_ADD(DATE({col}), INTERVAL HOUR({col}) HOUR)',
    P1D: 'DATE({col})',
    P1W: 'DATE(DATE_SUB({col}, INTERVAL DAYOFWEEK({col}) - 1 DAY))',
    P1M: 'DATE(DATE_SUB({col}, INTERVAL DAYOFMONTH({col}) - 1 DAY))',
    P3M: 'MAKEDATE(YEAR({col}), 1) + INTERVAL QUARTER({col}) QUARTER - INTERVAL 1 QUARTER',
    P1Y: 'DATE(DATE_SUB({col}, INTERVAL DAYOFYEAR({col}) - 1 DAY))',
    '1969-12-29T00:00:00Z/P1W': 'DATE(DATE_SUB({col}, INTERVAL DAYOFWEEK(DATE_SUB({col}, INTERVAL 1 DAY)) - 1 DAY))',
  },
  epoch: { seconds: 'from_unixtime({col})', milliseconds: 'from_unixtime(({col}/1000))' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `STR_TO_DATE('${isoDate(epochMs)}', '%Y-%m-%d')`
    return kind === null ? null : `STR_TO_DATE('${isoDateTime(epochMs, 'always')}', '%Y-%m-%d %H:%i:%s.%f')`
  },
  genericType: genericTypes([[/^(?:tinyint|mediumint|bit)/i, GenericType.NUMERIC]]),
  castToText: (expression) => `CAST(${expression} AS CHAR)`,
  limit: limitClause('18446744073709551615'),
})

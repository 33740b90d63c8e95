/** Names for completion in editors. */
export const CLICKHOUSE_FUNCTIONS: readonly string[] =
  `abs addDays addHours addMonths any anyLast argMax argMin arrayConcat arrayCount arrayDistinct arrayElement arrayExists arrayFilter arrayJoin arrayMap arrayReduce
   arraySort arraySum avg avgIf bitAnd bitOr ceil coalesce concat corr count countIf covarPop dateDiff dateTrunc empty endsWith exp extract floor formatDateTime
   fromUnixTimestamp greatest groupArray groupUniqArray has hasAny ifNull indexOf intDiv isNull JSONExtract JSONExtractFloat JSONExtractInt JSONExtractString
   least length like log lower lowerUTF8 match max maxIf median min minIf modulo multiIf notEmpty now nullIf position pow quantile quantileExact quantiles
   replaceAll replaceOne replaceRegexpAll reverse round row_number runningDifference splitByChar sqrt startsWith stddevPop stddevSamp substring subtractDays sum
   sumIf toDate toDateTime toDayOfMonth toDayOfWeek toDecimal64 toFloat64 toHour toInt64 toMinute toMonday toMonth toQuarter toStartOfDay toStartOfHour
   toStartOfInterval toStartOfMinute toStartOfMonth toStartOfQuarter toStartOfWeek toStartOfYear toString toUInt64 toUnixTimestamp toYear toYYYYMM trim tuple
   uniq uniqCombined uniqExact upper varPop varSamp yesterday`.split(/\s+/)

/** Names for completion in editors. */
export const TRINO_FUNCTIONS: readonly string[] =
  `abs any_value approx_distinct approx_percentile array_agg array_distinct array_join arbitrary avg bar bitwise_and bool_and bool_or cardinality cast cbrt
   ceil char_length coalesce concat contains corr count count_if covar_pop cube current_date current_timestamp date date_add date_diff date_format date_parse
   date_trunc day day_of_week day_of_year degrees dense_rank element_at every exp extract filter first_value flatten floor format format_datetime from_iso8601_date
   from_unixtime geometric_mean greatest hour if json_array_length json_extract json_extract_scalar json_format json_parse lag last_value lead least length ln log10
   lower lpad ltrim map_agg map_keys map_values max max_by md5 min min_by minute mod month now nth_value ntile nullif parse_datetime percent_rank pow quarter
   rand rank regexp_extract regexp_like regexp_replace replace reverse round row_number rpad rtrim second sequence sign slice split split_part sqrt stddev strpos
   substr sum to_iso8601 to_unixtime transform trim truncate try try_cast typeof unnest upper url_extract_host uuid variance week year zip_with`.split(/\s+/)

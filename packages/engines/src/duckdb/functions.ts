/** Names for completion in editors. */
export const DUCKDB_FUNCTIONS: readonly string[] =
  `abs age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg array_length avg bit_count bool_and bool_or cast ceil coalesce concat
   concat_ws contains corr count count_if covar_pop cume_dist current_date date_add date_diff date_part date_sub date_trunc day dayname dayofweek dayofyear
   dense_rank ends_with entropy epoch epoch_ms exp extract favg first first_value floor format fsum generate_series greatest histogram hour ifnull instr
   isodow json_extract json_extract_string kurtosis lag last last_day last_value lead least left len length list list_aggregate list_contains list_distinct
   list_filter list_sort list_transform ln log lower lpad ltrim mad make_date make_timestamp max md5 median min minute mode month monthname nth_value ntile
   nullif percent_rank pi pow product quantile_cont quantile_disc quarter random range rank regexp_extract regexp_matches regexp_replace regr_slope repeat
   replace reverse right round row_number rpad rtrim second sem sign skewness split_part sqrt starts_with stddev stddev_pop strftime string_agg string_split
   strip_accents strptime struct_pack substring sum time_bucket to_days to_timestamp trim trunc try_cast unnest upper uuid var_pop variance week weekofyear
   year yearweek`.split(/\s+/)

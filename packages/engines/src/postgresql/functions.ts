/** Names for completion in editors. */
export const POSTGRESQL_FUNCTIONS: readonly string[] =
  `abs age array_agg array_length array_to_string avg bit_and bit_or bool_and bool_or btrim ceil char_length coalesce concat concat_ws corr count cume_dist
   current_date current_timestamp date_part date_trunc dense_rank div every exp extract first_value floor format generate_series greatest initcap json_agg
   json_array_length json_build_object json_extract_path json_extract_path_text json_object_agg jsonb_agg jsonb_array_elements jsonb_build_object jsonb_path_query
   lag last_value lead least left length ln localtimestamp log lower lpad ltrim make_date make_interval make_timestamp max md5 min mod mode now nth_value ntile
   nullif overlay percent_rank percentile_cont percentile_disc pi position power random rank regexp_match regexp_matches regexp_replace regexp_split_to_array
   regr_slope repeat replace reverse right round row_number rpad rtrim sign split_part sqrt stddev stddev_pop stddev_samp string_agg string_to_array strpos substr
   substring sum to_char to_date to_number to_timestamp translate trim trunc unnest upper var_pop var_samp variance width_bucket`.split(/\s+/)

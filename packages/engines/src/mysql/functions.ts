/** Names for completion in editors. */
export const MYSQL_FUNCTIONS: readonly string[] =
  `abs adddate addtime ascii avg bin bit_and bit_or bit_xor cast ceil char_length coalesce concat concat_ws conv convert count cume_dist curdate current_date
   current_timestamp curtime date date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear dense_rank elt exp extract field
   find_in_set first_value floor format from_days from_unixtime greatest group_concat hex hour if ifnull instr json_array json_arrayagg json_contains
   json_extract json_length json_object json_objectagg json_unquote lag last_day last_value lcase lead least left length ln locate log lower lpad ltrim
   makedate maketime max md5 mid min minute mod month monthname now ntile nullif percent_rank period_diff pi position pow power quarter rand rank
   regexp_instr regexp_replace regexp_substr repeat replace reverse right round row_number rpad rtrim sec_to_time second sha1 sha2 sign sqrt std stddev
   str_to_date strcmp subdate substr substring substring_index sum sysdate time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_days
   trim truncate ucase unhex unix_timestamp upper utc_date utc_timestamp uuid var_pop var_samp variance week weekday weekofyear year yearweek`.split(/\s+/)

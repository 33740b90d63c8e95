/** Names for completion in editors. */
export const SQLITE_FUNCTIONS: readonly string[] =
  `abs avg changes char coalesce concat concat_ws count cume_dist date datetime dense_rank first_value format glob group_concat hex ifnull iif instr json
   json_array json_array_length json_each json_extract json_group_array json_group_object json_object json_tree json_type json_valid julianday lag last_value
   lead length like likelihood lower ltrim max min nth_value ntile nullif octet_length percent_rank printf quote random randomblob rank replace round
   row_number rtrim sign soundex strftime string_agg substr substring sum time timediff total trim typeof unhex unicode unixepoch upper zeroblob`.split(/\s+/)

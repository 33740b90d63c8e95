import { parserName } from '../tokenizer/grammar.ts'
import { isOperator, isWord } from '../tokenizer/structure.ts'
import type { Token } from '../tokenizer/tokenize.ts'

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

export const QUERY_STARTS = set('SELECT WITH VALUES FROM PIVOT UNPIVOT SUMMARIZE')
export const WRITE_STARTS = set(
  'INSERT UPDATE DELETE MERGE REPLACE UPSERT CREATE DROP ALTER TRUNCATE COPY GRANT REVOKE CALL EXEC EXECUTE DO VACUUM ANALYZE REINDEX REFRESH LOAD COMMENT RENAME ATTACH DETACH INSTALL IMPORT EXPORT OPTIMIZE LOCK UNLOCK CLUSTER UNLOAD PREPARE DEALLOCATE HANDLER KILL FLUSH RESET PURGE UNDROP',
)
/** Writes whose tables must be known; when the parser fails on them nothing may run. */
export const PARSED_WRITES = set('INSERT UPDATE DELETE MERGE REPLACE CREATE')

/** Words that stand before `(` without being a function. */
const NOT_FUNCTIONS = set(
  'AND OR NOT IN AS ON USING VALUES FROM JOIN WHERE HAVING BY SELECT DISTINCT ALL ANY SOME UNION EXCEPT INTERSECT CASE WHEN THEN ELSE END LIKE ILIKE BETWEEN IS OVER WITH RECURSIVE INTO SET LATERAL LIMIT OFFSET RETURNING INTERVAL FILTER WITHIN GROUP PARTITION ORDER ROLLUP CUBE SETS MATERIALIZED TABLE WINDOW ROWS RANGE CHECK PRIMARY KEY UNIQUE REFERENCES TOP EXISTS',
)
/** Called without parentheses. */
const BARE_FUNCTIONS = set(
  'CURRENT_USER SESSION_USER SYSTEM_USER CURRENT_CATALOG CURRENT_SCHEMA CURRENT_ROLE CURRENT_DATABASE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP',
)

/** Called functions in lower case, quoted names included. Column lists and types with a length may be among them: a deny-list only gets stricter. */
export const functionsOf = (tokens: readonly Token[], grammar: string): readonly string[] => {
  const found = new Set<string>()
  tokens.forEach((token, i) => {
    const next = tokens[i + 1]
    if ((token.kind === 'word' && !NOT_FUNCTIONS.has(token.value) && isOperator(next, '(')) || (token.kind === 'quoted' && isOperator(next, '('))) {
      found.add(token.value.toLowerCase())
    } else if (token.kind === 'word' && !isOperator(tokens[i - 1], '.') && !isOperator(next, '.')) {
      if (BARE_FUNCTIONS.has(token.value)) found.add(token.value.toLowerCase())
      if (token.value === 'USER' && parserName(grammar) === 'postgresql') found.add('user').add('current_user')
    }
  })
  return [...found]
}

const EFFECTS: Readonly<Record<string, readonly RegExp[]>> = {
  postgresql: [
    /^(?:nextval|setval|set_config|pg_notify|pg_(?:try_)?advisory_\w+|lo_\w+|lowrite|dblink\w*|pg_cancel_backend|pg_terminate_backend|pg_reload_conf|pg_rotate_logfile|pg_switch_wal|pg_promote|pg_create_\w+|pg_drop_\w+|pg_replication_\w+|pg_logical_\w+|pg_file_\w+|pg_import_system_collations|pg_stat_reset\w*|query_to_xml\w*|table_to_xml\w*|cursor_to_xml\w*|schema_to_xml\w*|database_to_xml\w*)$/,
  ],
  mysql: [/^(?:get_lock|release_lock|release_all_locks|load_file|set_user_var|master_pos_wait|sys_exec|sys_eval|nextval|setval|lastval)$/],
  sqlite: [/^(?:load_extension|writefile|edit|fts3_tokenizer)$/],
  duckdb: [/^(?:nextval|query|query_table|write_\w+|load_aws_credentials|pragma_\w*set\w*|set_config|checkpoint|force_checkpoint|getvariable)$/],
}

/** A function with effects, or one that runs SQL given as text, is called. */
export const callsEffects = (functions: readonly string[], grammar: string): boolean => {
  const patterns = EFFECTS[parserName(grammar)] ?? []
  return functions.some((name) => patterns.some((pattern) => pattern.test(name)))
}

/** Functions that read tables, files, definitions or settings which stand in no FROM. */
const REACHES: Readonly<Record<string, RegExp>> = {
  postgresql:
    /^(?:ts_stat|ts_rewrite|crosstab\w*|connectby|xpath_table|(?:query|table|cursor|schema|database)_to_\w+|pg_read_\w+|pg_ls_\w+|pg_stat_\w+|pg_get_\w+|pg_current_logfile|pg_show_all_\w+|to_reg\w+|obj_description|shobj_description|col_description|currtid2?|current_setting)$/,
  sqlite: /^(?:readfile|lsdir|fsdir|pragma_\w+|sqlite_(?!version)\w+|dbstat|bytecode|tables_used)$/,
  duckdb: /^(?:\w*_scan\w*|read_\w+|glob|sniff_csv|parquet_\w+|getenv|duckdb_\w+|pragma_\w+|which_secret|current_setting|\w+_query)$/,
  mysql: /^(?:load_file|sys_\w+)$/,
  tsql: /^(?:openrowset|openquery|opendatasource|openxml|fn_\w+|xp_\w+)$/,
  clickhouse:
    /^(?:file|url|remote\w*|s3\w*|hdfs\w*|mysql|postgresql|odbc|jdbc|sqlite|executable|input|cluster\w*|dictget\w*|getsetting|getmacro|catboostevaluate)$/,
  oracle: /^(?:utl_\w+|dbms_\w+|httpuritype|bfilename|sys_context)$/,
}

/** Called functions through which one expression would reach beyond the rows that it stands in, or change something. */
export const reachingFunctions = (functions: readonly string[], grammar: string): readonly string[] =>
  functions.filter((name) => callsEffects([name], grammar) || (REACHES[parserName(grammar)]?.test(name) ?? false))

/** The words alone show a write, whatever a parser made of them. */
export const wordsWrite = (tokens: readonly Token[]): boolean =>
  tokens.some((token, i) => {
    if (token.kind !== 'word') return false
    const before = tokens[i - 1]
    const after = tokens[i + 1]
    const opensStatement = before === undefined || isOperator(before, '(') || isOperator(before, ')')
    if (token.value === 'INTO') return !isOperator(before, '.')
    if (token.value === 'DELETE') return isWord(after, 'FROM')
    if (token.value === 'UPDATE') return opensStatement && (after?.kind === 'word' || after?.kind === 'quoted')
    return token.value === 'FOR' && isWord(after, 'UPDATE', 'SHARE', 'NO', 'KEY')
  })

/** `TABLE name` as a query: the parser takes `TABLE` for a table's name, so it is refused. */
export const readsByTableCommand = (tokens: readonly Token[]): boolean =>
  tokens.some((token, i) => isWord(token, 'TABLE') && (tokens[i + 1]?.kind === 'word' || tokens[i + 1]?.kind === 'quoted') && !isOperator(tokens[i - 1], '.'))

/** How a grammar's text falls into tokens. Where engines disagree, the reading that hides least is taken. */
export interface LexicalRules {
  /** Characters that open a quoted identifier; `[` closes with `]`. */
  readonly identifierQuotes: string
  /** Characters that open a string besides `'`. */
  readonly stringQuotes: string
  /** A backslash in a plain string escapes the next character. */
  readonly backslash: boolean
  /** A backslash in a quoted identifier escapes: such text is refused. */
  readonly identifierBackslash: boolean
  /** `$tag$ … $tag$` strings: none, only `$$`, or with tags. */
  readonly dollar: 'none' | 'plain' | 'tagged'
  /** `#` starts a line comment. */
  readonly hash: boolean
  /** `//` starts a line comment. */
  readonly slashes: boolean
  /** `--` needs a blank or control character behind it. */
  readonly dashesNeedBlank: boolean
  readonly nestedComments: boolean
  /** `'''…'''` and `"""…"""`. */
  readonly triple: boolean
  /** Unquoted names are stored in capitals, so `"a"` and `a` are two names. */
  readonly foldsUp: boolean
}

const BASE: LexicalRules = {
  identifierQuotes: '"',
  stringQuotes: '',
  backslash: false,
  identifierBackslash: false,
  dollar: 'none',
  hash: false,
  slashes: false,
  dashesNeedBlank: false,
  nestedComments: false,
  triple: false,
  foldsUp: false,
}
const POSTGRES: LexicalRules = { ...BASE, dollar: 'tagged', nestedComments: true }
const MYSQL: LexicalRules = { ...BASE, identifierQuotes: '`', stringQuotes: '"', backslash: true, hash: true, dashesNeedBlank: true }
const HIVE: LexicalRules = { ...BASE, identifierQuotes: '`', stringQuotes: '"', backslash: true }

const RULES: Readonly<Record<string, LexicalRules>> = {
  postgresql: POSTGRES,
  redshift: { ...POSTGRES, backslash: true },
  mysql: MYSQL,
  sqlite: { ...BASE, identifierQuotes: '"`[' },
  duckdb: { ...BASE, dollar: 'tagged', nestedComments: true },
  snowflake: { ...BASE, backslash: true, dollar: 'plain', slashes: true, foldsUp: true },
  bigquery: { ...HIVE, hash: true, triple: true, identifierBackslash: true },
  clickhouse: { ...BASE, identifierQuotes: '"`', backslash: true, identifierBackslash: true, hash: true, nestedComments: true, dollar: 'tagged' },
  tsql: { ...BASE, identifierQuotes: '"[', nestedComments: true },
  oracle: { ...BASE, foldsUp: true },
  hive: HIVE,
  spark: HIVE,
  databricks: HIVE,
  doris: MYSQL,
  starrocks: MYSQL,
  singlestore: MYSQL,
}

/** Our grammar names and the field's engine names → the parser's. Unknown names are read as generic SQL. */
const PARSER_NAMES: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  greenplum: 'postgresql',
  cockroachdb: 'postgresql',
  timescaledb: 'postgresql',
  mariadb: 'mysql',
  mssql: 'tsql',
  awsathena: 'athena',
  clickhousedb: 'clickhouse',
  pydoris: 'doris',
  motherduck: 'duckdb',
  singlestoredb: 'singlestore',
  elasticsearch: 'generic',
}
const PARSER_KNOWS = new Set(
  'generic postgresql mysql bigquery snowflake duckdb sqlite hive spark trino presto redshift tsql oracle clickhouse databricks athena teradata doris starrocks risingwave singlestore druid drill dremio exasol'.split(
    ' ',
  ),
)

/** The parser's name for a grammar. */
export const parserName = (grammar: string): string => {
  const name = PARSER_NAMES[grammar] ?? grammar
  return PARSER_KNOWS.has(name) ? name : 'generic'
}

export const lexicalRules = (grammar: string): LexicalRules => RULES[parserName(grammar)] ?? BASE

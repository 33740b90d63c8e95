/** Error type → numbered issues, as API clients know them; the sentences are ours. */
const CODES: Readonly<Record<string, readonly number[]>> = {
  GENERIC_DB_ENGINE_ERROR: [1002], COLUMN_DOES_NOT_EXIST_ERROR: [1003, 1004], TABLE_DOES_NOT_EXIST_ERROR: [1003, 1005], SCHEMA_DOES_NOT_EXIST_ERROR: [1003, 1016],
  CONNECTION_INVALID_HOSTNAME_ERROR: [1007], CONNECTION_PORT_CLOSED_ERROR: [1008], CONNECTION_HOST_DOWN_ERROR: [1009], CONNECTION_INVALID_USERNAME_ERROR: [1012],
  CONNECTION_INVALID_PASSWORD_ERROR: [1013], CONNECTION_ACCESS_DENIED_ERROR: [1014, 1015], CONNECTION_UNKNOWN_DATABASE_ERROR: [1015],
  CONNECTION_DATABASE_PERMISSIONS_ERROR: [1017], CONNECTION_MISSING_PARAMETERS_ERROR: [1018], CONNECTION_DATABASE_TIMEOUT: [1001, 1009], BACKEND_TIMEOUT_ERROR: [1000, 1001],
  GENERIC_COMMAND_ERROR: [1010], GENERIC_BACKEND_ERROR: [1011], INVALID_SQL_ERROR: [1003], OBJECT_DOES_NOT_EXIST_ERROR: [1029], SYNTAX_ERROR: [1030],
  CONNECTION_INVALID_PORT_ERROR: [1034], DATABASE_NOT_FOUND_ERROR: [1011, 1036], ADHOC_SUBQUERY_NOT_ALLOWED_ERROR: [1037], RESULT_TOO_LARGE_ERROR: [1041],
  INVALID_PAYLOAD_FORMAT_ERROR: [1019], INVALID_PAYLOAD_SCHEMA_ERROR: [1020], MARSHMALLOW_ERROR: [1040],
}

const SENTENCES: Readonly<Record<number, string>> = {
  1000: 'The data is too large to query in the time allowed.', 1001: 'The database is busier than usual.', 1002: 'The database refused the query.',
  1003: 'The SQL has a mistake, perhaps a typing error.', 1004: 'A column is not there any more.', 1005: 'A table is not there any more.', 1007: 'The host name is not known.',
  1008: 'Nothing listens on the port.', 1009: 'The host does not answer.', 1010: 'The command could not be carried out.', 1011: 'The server met something unexpected.',
  1012: 'The user name is not known to the database.', 1013: 'The password is wrong.', 1014: 'User name or password is wrong.', 1015: 'There is no database of this name.',
  1016: 'The schema is not there any more.', 1017: 'The account lacks rights on the database.', 1018: 'Something needed for the connection is missing.',
  1019: 'The request has the wrong form.', 1020: 'The request has wrong content.', 1029: 'The object does not exist.', 1030: 'The SQL has a syntax error.',
  1034: 'The port is not a valid one.', 1036: 'The database was deleted.', 1037: 'Custom SQL may not contain a sub-query.', 1040: 'The request did not pass validation.', 1041: 'The result is too large.',
}

/** The numbered issues of an error type. */
export const issueCodes = (code: string): readonly { readonly code: number; readonly message: string }[] =>
  (CODES[code] ?? []).map((number) => ({ code: number, message: `Issue ${number} - ${SENTENCES[number] ?? ''}` }))

/** What addresses may carry: nothing that names a file, a socket, a service or another host. */
export const POSTGRESQL_ARGUMENTS: readonly string[] = ['sslmode', 'application_name', 'connect_timeout', 'options', 'target_session_attrs', 'client_encoding']

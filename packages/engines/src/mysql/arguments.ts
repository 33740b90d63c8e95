/** What addresses may carry: `local_infile` and its kin, sockets, option files and init commands are not among them. */
export const MYSQL_ARGUMENTS: readonly string[] = ['charset', 'ssl', 'ssl_mode']

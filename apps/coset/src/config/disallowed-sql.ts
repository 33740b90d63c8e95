const words = (text: string): string[] => text.trim().split(/\s+/)

/** Functions that tell of the server, reach its files, wait, or run SQL given as text; by engine. */
export const DISALLOWED_FUNCTIONS: Record<string, string[]> = {
  postgresql: words(`current_catalog current_database current_role current_schema current_schemas current_setting current_user session_user user getpgusername
    version inet_client_addr inet_client_port inet_server_addr inet_server_port pg_read_file pg_read_binary_file pg_stat_file pg_ls_dir pg_ls_logdir
    pg_ls_waldir pg_ls_tmpdir pg_ls_archive_statusdir pg_ls_logicalsnapdir pg_ls_logicalmapdir pg_ls_replslotdir pg_current_logfile database_to_xml
    database_to_xmlschema database_to_xml_and_xmlschema schema_to_xml schema_to_xmlschema schema_to_xml_and_xmlschema query_to_xml query_to_xmlschema
    query_to_xml_and_xmlschema table_to_xml table_to_xmlschema table_to_xml_and_xmlschema cursor_to_xml cursor_to_xmlschema ts_stat dblink dblink_exec
    dblink_open dblink_fetch dblink_connect dblink_connect_u dblink_send_query lo_import lo_export lo_get lo_put lo_from_bytea lo_creat lo_create
    lo_unlink pg_sleep pg_sleep_for pg_sleep_until pg_terminate_backend pg_cancel_backend pg_reload_conf pg_rotate_logfile pg_show_all_settings
    pg_show_all_file_settings pg_hba_file_rules pg_ident_file_mappings pg_stat_get_activity pg_config pg_execute_server_program set_config`),
  mysql: words(`database schema current_user session_user system_user user version connection_id load_file sleep benchmark kill current_role sys_exec
    sys_eval get_lock release_lock release_all_locks is_free_lock is_used_lock master_pos_wait source_pos_wait wait_for_executed_gtid_set`),
  sqlite: words(`sqlite_version sqlite_source_id sqlite_offset sqlite_compileoption_used sqlite_compileoption_get load_extension readfile writefile edit
    fts3_tokenizer zipfile`),
  duckdb: words(`query query_table read_csv read_csv_auto sniff_csv read_json read_json_auto read_json_objects read_json_objects_auto read_ndjson
    read_ndjson_auto read_ndjson_objects read_parquet parquet_scan parquet_metadata parquet_schema parquet_file_metadata parquet_kv_metadata
    parquet_bloom_probe read_text read_blob glob arrow_scan arrow_scan_dumb sqlite_scan sqlite_attach sqlite_query postgres_scan
    postgres_scan_pushdown postgres_attach postgres_query postgres_execute mysql_scan mysql_query mysql_execute iceberg_scan delta_scan read_xlsx
    getenv getvariable which_secret duckdb_secrets duckdb_settings duckdb_logs load_aws_credentials`),
  mssql: words(`db_name suser_sname user_name host_name host_id suser_id system_user current_user original_login xp_cmdshell xp_regread xp_fileexist
    xp_dirtree serverproperty is_srvrolemember has_dbaccess fn_virtualfilestats fn_servershareddrives openrowset opendatasource openquery`),
  clickhouse: words(`currentUser currentDatabase hostName currentRoles version buildID url filesystemPath getOSInformation getMacro getSetting file s3
    hdfs remote remoteSecure mysql postgresql odbc jdbc executable sleep sleepEachRow`),
}

/** Tables that tell of accounts, sessions and settings of the server; `schema.table` means that schema alone. */
export const DISALLOWED_TABLES: Record<string, string[]> = {
  postgresql: words(`pg_stat_activity pg_roles pg_shadow pg_authid pg_auth_members pg_group pg_settings pg_file_settings pg_config pg_hba_file_rules
    pg_ident_file_mappings pg_stat_ssl pg_stat_gssapi pg_stat_replication pg_stat_wal_receiver pg_stat_subscription pg_subscription pg_user
    pg_user_mapping pg_user_mappings pg_foreign_server pg_largeobject pg_db_role_setting pg_statistic pg_stats`),
  mysql: words(`mysql.user mysql.db mysql.global_priv mysql.tables_priv mysql.columns_priv mysql.procs_priv mysql.proxies_priv mysql.roles_mapping
    mysql.default_roles mysql.password_history mysql.servers mysql.slow_log mysql.general_log performance_schema.threads
    performance_schema.processlist performance_schema.accounts performance_schema.users performance_schema.hosts
    performance_schema.session_variables performance_schema.global_variables information_schema.processlist information_schema.user_privileges
    information_schema.global_variables information_schema.session_variables sys.processlist sys.session`),
  sqlite: [],
  mssql: words('sys.server_principals sys.sql_logins sys.configurations sys.database_principals sys.dm_exec_sessions sys.dm_exec_connections'),
  clickhouse: words('system.users system.grants system.settings system.processes system.query_log system.named_collections'),
}

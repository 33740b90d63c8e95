import { createCipheriv, createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

/** Key that sealed the secrets below, as sqlalchemy-utils seals them. */
export const OLD_KEY = 'an old secret key'
const SEALED_PASSWORD = 'v6tmtReH023HXKKDB2O3Lw=='
export const DASHBOARD_UUID = '11111111-2222-3333-4444-555555555555'
export const EMBEDDED_UUID = '99999999-2222-3333-4444-555555555555'
/** Of the row 12345 under the salt below. */
export const PERMALINK = 'PrxjRokP1Je'

/** What the tunnel of the database Far is entered with. */
export const OLD_TUNNEL = { privateKey: '-----BEGIN KEY-----\nold tunnel key\n-----END KEY-----\n', privateKeyPassword: 'old tunnel passphrase' } as const

/** Filled up with stars to whole blocks, as the old site does it. */
const sealed = (plain: string): string => {
  const key = createHash('sha256').update(OLD_KEY).digest()
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const bytes = Buffer.from(plain)
  const whole = Buffer.concat([bytes, Buffer.alloc(16 - (bytes.length % 16), '*')])
  return `CAST('${Buffer.concat([cipher.update(whole), cipher.final()]).toString('base64')}' AS BLOB)`
}

const hex = (uuid: string): string => `x'${uuid.replaceAll('-', '')}'`
const AUDIT = 'created_on DATETIME, changed_on DATETIME, created_by_fk INTEGER, changed_by_fk INTEGER'
const AT = "'2024-05-01 10:00:00.000000', '2024-05-02 11:00:00.500000', 2, 2"

/** The metadata database of a small Superset site, as far as a move reads it: two people, a role of its own, a database, two datasets, charts, a dashboard and what hangs on them. */
export const writeOldSite = (path: string, warehouse: string): DatabaseSync => {
  const db = new DatabaseSync(path)
  db.exec(`
    CREATE TABLE ab_user (id INTEGER, first_name TEXT, last_name TEXT, username TEXT, password TEXT, active BOOLEAN, email TEXT, last_login DATETIME, login_count INTEGER, fail_login_count INTEGER, ${AUDIT});
    INSERT INTO ab_user VALUES (1, 'A', 'D', 'admin', 'x', 1, 'boss@old.example', NULL, 3, 0, ${AT}),
      (2, 'Ann', 'Old', 'ann', 'scrypt:2:1:1$salt$00', 1, 'ann@old.example', NULL, 7, 1, ${AT}), (3, 'Bob', 'Gone', 'bob', 'x', 0, 'bob@old.example', NULL, 0, 0, ${AT});
    CREATE TABLE ab_role (id INTEGER, name TEXT);
    INSERT INTO ab_role VALUES (1, 'Admin'), (2, 'Gamma'), (7, 'Sellers');
    CREATE TABLE ab_group (id INTEGER, name TEXT, label TEXT, description TEXT);
    INSERT INTO ab_group VALUES (1, 'north', 'North', NULL);
    CREATE TABLE ab_user_role (id INTEGER, user_id INTEGER, role_id INTEGER);
    INSERT INTO ab_user_role VALUES (1, 1, 1), (2, 2, 2), (3, 2, 7), (4, 3, 2);
    CREATE TABLE ab_user_group (id INTEGER, user_id INTEGER, group_id INTEGER);
    INSERT INTO ab_user_group VALUES (1, 3, 1);
    CREATE TABLE ab_group_role (id INTEGER, group_id INTEGER, role_id INTEGER);
    INSERT INTO ab_group_role VALUES (1, 1, 7);
    CREATE TABLE ab_permission (id INTEGER, name TEXT);
    INSERT INTO ab_permission VALUES (1, 'datasource_access'), (2, 'can_read'), (3, 'database_access');
    CREATE TABLE ab_view_menu (id INTEGER, name TEXT);
    INSERT INTO ab_view_menu VALUES (1, '[Old].[sales](id:5)'), (2, 'Chart'), (3, '[Old].[gone](id:99)');
    CREATE TABLE ab_permission_view (id INTEGER, permission_id INTEGER, view_menu_id INTEGER);
    INSERT INTO ab_permission_view VALUES (1, 1, 1), (2, 2, 2), (3, 1, 3);
    CREATE TABLE ab_permission_view_role (id INTEGER, permission_view_id INTEGER, role_id INTEGER);
    INSERT INTO ab_permission_view_role VALUES (1, 1, 7), (2, 2, 7), (3, 3, 7), (4, 2, 2);
    CREATE TABLE dbs (id INTEGER, database_name TEXT, verbose_name TEXT, sqlalchemy_uri TEXT, password BLOB, encrypted_extra BLOB, server_cert BLOB, cache_timeout INTEGER, extra TEXT, expose_in_sqllab BOOLEAN,
      allow_run_async BOOLEAN, allow_ctas BOOLEAN, allow_cvas BOOLEAN, allow_dml BOOLEAN, allow_file_upload BOOLEAN, impersonate_user BOOLEAN, force_ctas_schema TEXT, configuration_method TEXT, is_managed_externally BOOLEAN, external_url TEXT, uuid BLOB, ${AUDIT});
    INSERT INTO dbs VALUES (3, 'Old', NULL, 'sqlite:///${warehouse}', NULL, NULL, NULL, 60, '{"a":1}', 1, 0, 0, 0, 1, 0, 0, NULL, 'sqlalchemy_form', 0, NULL, ${hex('aaaaaaaa-0000-4000-8000-000000000003')}, ${AT}),
      (4, 'Far', NULL, 'postgresql+psycopg2://bi:XXXXXXXXXX@far.example:5432/x', CAST('${SEALED_PASSWORD}' AS BLOB), NULL, NULL, NULL, '{}', 1, 0, 0, 0, 0, 0, 0, NULL, 'sqlalchemy_form', 0, NULL, ${hex('aaaaaaaa-0000-4000-8000-000000000004')}, ${AT}),
      (5, 'Exotic', NULL, 'nosuchengine://host/x', NULL, NULL, NULL, NULL, '{}', 1, 0, 0, 0, 0, 0, 0, NULL, 'sqlalchemy_form', 0, NULL, ${hex('aaaaaaaa-0000-4000-8000-000000000005')}, ${AT});
    CREATE TABLE ssh_tunnels (id INTEGER, database_id INTEGER, server_address TEXT, server_port INTEGER, username BLOB, password BLOB, private_key BLOB, private_key_password BLOB, uuid BLOB, ${AUDIT});
    INSERT INTO ssh_tunnels VALUES (1, 4, 'jump.example', 2222, ${sealed('jumper')}, NULL, ${sealed(OLD_TUNNEL.privateKey)}, ${sealed(OLD_TUNNEL.privateKeyPassword)}, ${hex('aaaaaaaa-0000-4000-8000-000000000014')}, ${AT});
    CREATE TABLE tables (id INTEGER, table_name TEXT, database_id INTEGER, schema TEXT, catalog TEXT, sql TEXT, main_dttm_col TEXT, "offset" INTEGER, description TEXT, filter_select_enabled BOOLEAN, uuid BLOB, ${AUDIT});
    INSERT INTO tables VALUES (5, 'sales', 3, 'main', NULL, NULL, NULL, 0, 'What was sold', 1, ${hex('bbbbbbbb-0000-4000-8000-000000000005')}, ${AT}),
      (6, 'lost', 77, NULL, NULL, NULL, NULL, 0, NULL, 1, ${hex('bbbbbbbb-0000-4000-8000-000000000006')}, ${AT});
    CREATE TABLE table_columns (id INTEGER, table_id INTEGER, column_name TEXT, type TEXT, is_dttm BOOLEAN, is_active BOOLEAN, groupby BOOLEAN, filterable BOOLEAN, uuid BLOB, ${AUDIT});
    INSERT INTO table_columns VALUES (1, 5, 'region', 'TEXT', 0, 1, 1, 1, ${hex('cccccccc-0000-4000-8000-000000000001')}, ${AT}), (2, 5, 'amount', 'INTEGER', 0, 1, 1, 1, ${hex('cccccccc-0000-4000-8000-000000000002')}, ${AT});
    CREATE TABLE sql_metrics (id INTEGER, table_id INTEGER, metric_name TEXT, expression TEXT, currency TEXT, uuid BLOB, ${AUDIT});
    INSERT INTO sql_metrics VALUES (1, 5, 'total', 'SUM(amount)', '{"symbol":"EUR"}', ${hex('dddddddd-0000-4000-8000-000000000001')}, ${AT});
    CREATE TABLE sqlatable_user (id INTEGER, user_id INTEGER, table_id INTEGER);
    INSERT INTO sqlatable_user VALUES (1, 2, 5);
    CREATE TABLE row_level_security_filters (id INTEGER, name TEXT, description TEXT, filter_type TEXT, group_key TEXT, clause TEXT, ${AUDIT});
    INSERT INTO row_level_security_filters VALUES (1, 'north only', NULL, 'Regular', 'g', 'region = ''north''', ${AT});
    CREATE TABLE rls_filter_roles (id INTEGER, role_id INTEGER, rls_filter_id INTEGER);
    INSERT INTO rls_filter_roles VALUES (1, 7, 1);
    CREATE TABLE rls_filter_tables (id INTEGER, table_id INTEGER, rls_filter_id INTEGER);
    INSERT INTO rls_filter_tables VALUES (1, 5, 1);
    CREATE TABLE themes (id INTEGER, uuid BLOB, theme_name TEXT, json_data TEXT, is_system BOOLEAN, is_system_default BOOLEAN, is_system_dark BOOLEAN, ${AUDIT});
    INSERT INTO themes VALUES (1, ${hex('eeeeeeee-0000-4000-8000-000000000001')}, 'THEME_DEFAULT', '{}', 1, 0, 0, ${AT}), (2, ${hex('eeeeeeee-0000-4000-8000-000000000002')}, 'Red', '{"token":{}}', 0, 1, 0, ${AT});
    CREATE TABLE slices (id INTEGER, slice_name TEXT, datasource_id INTEGER, datasource_type TEXT, viz_type TEXT, params TEXT, query_context TEXT, uuid BLOB, last_saved_at DATETIME, last_saved_by_fk INTEGER, ${AUDIT});
    INSERT INTO slices VALUES (8, 'By region', 5, 'table', 'table', '{"viz_type":"table","datasource":"5__table","query_mode":"aggregate","groupby":["region"],"metrics":["total"],"row_limit":100}',
      '{"datasource":{"id":5,"type":"table"},"queries":[{"columns":["region"],"metrics":["total"]}],"form_data":{"datasource":"5__table"}}', ${hex('ffffffff-0000-4000-8000-000000000008')}, '2024-05-02 11:00:00', 2, ${AT}),
      (9, 'Orphan', 6, 'table', 'table', '{}', NULL, NULL, NULL, NULL, ${AT});
    CREATE TABLE slice_user (id INTEGER, user_id INTEGER, slice_id INTEGER);
    INSERT INTO slice_user VALUES (1, 2, 8);
    CREATE TABLE dashboards (id INTEGER, dashboard_title TEXT, slug TEXT, position_json TEXT, json_metadata TEXT, css TEXT, published BOOLEAN, theme_id INTEGER, uuid BLOB, ${AUDIT});
    INSERT INTO dashboards VALUES (4, 'Old sales', 'old-sales', '{"CHART-a":{"type":"CHART","id":"CHART-a","children":[],"meta":{"chartId":8,"width":4,"height":50}}}',
      '{"expanded_slices":{"8":true},"native_filter_configuration":[{"id":"F","targets":[{"datasetId":5,"column":{"name":"region"}}],"chartsInScope":[8]}]}', '', 1, 2, ${hex(DASHBOARD_UUID)}, ${AT});
    CREATE TABLE dashboard_slices (id INTEGER, dashboard_id INTEGER, slice_id INTEGER);
    INSERT INTO dashboard_slices VALUES (1, 4, 8);
    CREATE TABLE dashboard_user (id INTEGER, user_id INTEGER, dashboard_id INTEGER);
    INSERT INTO dashboard_user VALUES (1, 2, 4);
    CREATE TABLE dashboard_roles (id INTEGER, role_id INTEGER, dashboard_id INTEGER);
    INSERT INTO dashboard_roles VALUES (1, 7, 4);
    CREATE TABLE embedded_dashboards (uuid BLOB, dashboard_id INTEGER, allow_domain_list TEXT, ${AUDIT});
    INSERT INTO embedded_dashboards VALUES (${hex(EMBEDDED_UUID)}, 4, 'https://host.example', ${AT});
    CREATE TABLE saved_query (id INTEGER, user_id INTEGER, db_id INTEGER, label TEXT, sql TEXT, uuid BLOB, ${AUDIT});
    INSERT INTO saved_query VALUES (3, 2, 3, 'Mine', 'SELECT 1', ${hex('12121212-0000-4000-8000-000000000003')}, ${AT});
    CREATE TABLE tag (id INTEGER, name TEXT, type TEXT, description TEXT, ${AUDIT});
    INSERT INTO tag VALUES (1, 'type:chart', 'type', NULL, ${AT}), (2, 'money', 'custom', 'd', ${AT});
    CREATE TABLE tagged_object (id INTEGER, tag_id INTEGER, object_id INTEGER, object_type TEXT, ${AUDIT});
    INSERT INTO tagged_object VALUES (1, 2, 8, 'chart', ${AT}), (2, 1, 8, 'chart', ${AT});
    CREATE TABLE favstar (id INTEGER, user_id INTEGER, class_name TEXT, obj_id INTEGER, dttm DATETIME);
    INSERT INTO favstar VALUES (1, 2, 'Dashboard', 4, '2024-05-01 00:00:00'), (2, 2, 'slice', 99, '2024-05-01 00:00:00');
    CREATE TABLE report_schedule (id INTEGER, type TEXT, name TEXT, active BOOLEAN, crontab TEXT, timezone TEXT, chart_id INTEGER, dashboard_id INTEGER, database_id INTEGER, report_format TEXT, extra_json TEXT, working_timeout INTEGER, ${AUDIT});
    INSERT INTO report_schedule VALUES (1, 'Report', 'Morning', 1, '0 9 * * *', 'Europe/Berlin', NULL, 4, NULL, 'PDF', '{}', 3600, ${AT});
    CREATE TABLE report_recipient (id INTEGER, type TEXT, recipient_config_json TEXT, report_schedule_id INTEGER, ${AUDIT});
    INSERT INTO report_recipient VALUES (1, 'Email', '{"target":"ann@old.example"}', 1, ${AT}), (2, 'Pigeon', '{}', 1, ${AT});
    CREATE TABLE report_schedule_user (id INTEGER, user_id INTEGER, report_schedule_id INTEGER);
    INSERT INTO report_schedule_user VALUES (1, 2, 1);
    CREATE TABLE key_value (id INTEGER, resource TEXT, value BLOB, uuid BLOB, created_on DATETIME, created_by_fk INTEGER, expires_on DATETIME);
    INSERT INTO key_value VALUES (1, 'app', CAST('"a salt of the site"' AS BLOB), ${hex('df372616-687b-3304-b8a3-46055dface5a')}, '2024-05-01 00:00:00', NULL, NULL),
      (12345, 'dashboard_permalink', CAST('{"dashboardId":"${DASHBOARD_UUID}","state":{"activeTabs":["TAB-1"]}}' AS BLOB), ${hex('13131313-0000-4000-8000-000000000001')}, '2024-05-01 00:00:00', 2, NULL),
      (12346, 'lock', CAST('x' AS BLOB), ${hex('13131313-0000-4000-8000-000000000002')}, '2024-05-01 00:00:00', 2, NULL);
  `)
  return db
}

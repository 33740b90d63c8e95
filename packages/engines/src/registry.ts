import { BadRequest, nearest } from '@coset/core'
import { arc } from './arc/index.ts'
import { ascend } from './ascend/index.ts'
import { athena } from './athena/index.ts'
import { bigquery } from './bigquery/index.ts'
import { clickhouse } from './clickhouse/index.ts'
import { cockroachdb } from './cockroachdb/index.ts'
import { couchbase } from './couchbase/index.ts'
import { crate } from './crate/index.ts'
import { d1 } from './d1/index.ts'
import { databend } from './databend/index.ts'
import { databricks } from './databricks/index.ts'
import { datastore } from './datastore/index.ts'
import { db2 } from './db2/index.ts'
import { denodo } from './denodo/index.ts'
import { doris } from './doris/index.ts'
import { dremio } from './dremio/index.ts'
import { drill } from './drill/index.ts'
import { druid } from './druid/index.ts'
import { duckdb } from './duckdb/index.ts'
import { dynamodb } from './dynamodb/index.ts'
import { elasticsearch } from './elasticsearch/index.ts'
import { exa } from './exa/index.ts'
import { firebird } from './firebird/index.ts'
import { firebolt } from './firebolt/index.ts'
import { greenplum } from './greenplum/index.ts'
import { gsheets } from './gsheets/index.ts'
import { hana } from './hana/index.ts'
import { hive } from './hive/index.ts'
import { hologres } from './hologres/index.ts'
import { ibmi } from './ibmi/index.ts'
import { impala } from './impala/index.ts'
import { iotdb } from './iotdb/index.ts'
import { kustokql } from './kustokql/index.ts'
import { kustosql } from './kustosql/index.ts'
import { kylin } from './kylin/index.ts'
import { materialize } from './materialize/index.ts'
import { monetdb } from './monetdb/index.ts'
import { mongodb } from './mongodb/index.ts'
import { motherduck } from './motherduck/index.ts'
import { mssql } from './mssql/index.ts'
import { mysql } from './mysql/index.ts'
import { netezza } from './netezza/index.ts'
import { oceanbase } from './oceanbase/index.ts'
import { ocient } from './ocient/index.ts'
import { opendistro } from './opendistro/index.ts'
import { oracle } from './oracle/index.ts'
import { parseable } from './parseable/index.ts'
import { phoenix } from './phoenix/index.ts'
import { pinot } from './pinot/index.ts'
import type { Engine } from './port.ts'
import { postgresql } from './postgresql/index.ts'
import { presto } from './presto/index.ts'
import { redshift } from './redshift/index.ts'
import { checkedEngines } from './registry-check.ts'
import { risingwave } from './risingwave/index.ts'
import { shillelagh } from './shillelagh/index.ts'
import { singlestore } from './singlestore/index.ts'
import { snowflake } from './snowflake/index.ts'
import { solr } from './solr/index.ts'
import { spark } from './spark/index.ts'
import { sqlite } from './sqlite/index.ts'
import { starrocks } from './starrocks/index.ts'
import { superset } from './superset/index.ts'
import { sybase } from './sybase/index.ts'
import { taosws } from './taosws/index.ts'
import { teradatasql } from './teradatasql/index.ts'
import { tidb } from './tidb/index.ts'
import { timescaledb } from './timescaledb/index.ts'
import { trino } from './trino/index.ts'
import { vertica } from './vertica/index.ts'
import { yql } from './yql/index.ts'
import { yugabytedb } from './yugabytedb/index.ts'

/** Every engine, in the order shown to people. One line a member; drivers are not imported here. */
export const engines: readonly Engine[] = checkedEngines([
  postgresql,
  mysql,
  sqlite,
  duckdb,
  cockroachdb,
  crate,
  denodo,
  greenplum,
  hologres,
  materialize,
  motherduck,
  redshift,
  risingwave,
  timescaledb,
  yugabytedb,
  doris,
  oceanbase,
  singlestore,
  starrocks,
  tidb,
  athena,
  bigquery,
  clickhouse,
  databricks,
  druid,
  elasticsearch,
  opendistro,
  presto,
  snowflake,
  trino,
  hive,
  impala,
  mssql,
  oracle,
  spark,
  databend,
  dremio,
  drill,
  kylin,
  pinot,
  taosws,
  couchbase,
  solr,
  parseable,
  ascend,
  arc,
  d1,
  gsheets,
  shillelagh,
  superset,
  datastore,
  dynamodb,
  mongodb,
  vertica,
  netezza,
  yql,
  sybase,
  kustosql,
  kustokql,
  db2,
  ibmi,
  hana,
  teradatasql,
  exa,
  firebird,
  firebolt,
  iotdb,
  monetdb,
  ocient,
  phoenix,
])

/** The engine of a URI name or alias. Throws BadRequest that names the nearest one. */
export const engineFor = (name: string): Engine => {
  const wanted = name.toLowerCase()
  const found = engines.find((engine) => engine.id === wanted || engine.aliases.includes(wanted))
  if (found !== undefined) return found
  const hint = nearest(
    wanted,
    engines.flatMap((engine) => [engine.id, ...engine.aliases]),
  )
  throw new BadRequest(`There is no database engine "${name.slice(0, 50)}"${hint === undefined ? '' : `; did you mean "${hint}"?`}`, {
    code: 'GENERIC_DB_ENGINE_ERROR',
  })
}

const installed = (packageName: string): boolean => {
  try {
    import.meta.resolve(packageName)
    return true
  } catch {
    return false
  }
}

/** Something here speaks the engine's wire, and its driver is installed. */
export const canConnect = (engine: Engine): boolean => engine.connectable && (engine.needsPackage === undefined || installed(engine.needsPackage))

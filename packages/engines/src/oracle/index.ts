import { asAppError } from '@coset/core'
import { networkEngine } from '../network-engine.ts'
import { oracleDialect } from './dialect.ts'

export const oracle = networkEngine({
  id: 'oracle',
  label: 'Oracle',
  drivers: ['oracledb', 'cx_oracle'],
  uriPlaceholder: 'oracle://user:password@host:port/?service_name=name',
  defaultPort: 1521,
  capabilities: { dynamicSchema: true, cancel: true, readOnlySession: true, cteInSubquery: true },
  dialect: oracleDialect,
  arguments: ['service_name', 'sid', 'protocol'],
  // The driver's module maps its errors; outside of a connection there are none of it.
  describeError: asAppError,
  needsPackage: 'oracledb',
  load: async (config) => (await import('./driver.ts')).connectOracle(config),
})

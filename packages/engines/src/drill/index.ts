import { restDefaults } from '../http/rest.ts'
import { networkEngine } from '../network-engine.ts'
import { drillWire } from './wire.ts'

export const drill = networkEngine({
  ...restDefaults(drillWire),
  id: 'drill',
  label: 'Apache Drill',
  drivers: ['sadrill'],
  alsoDrivers: ['jdbc', 'http', 'https'],
  uriPlaceholder: 'drill+sadrill://user:password@host:port/dfs?use_ssl=True',
  capabilities: { dynamicSchema: true, impersonation: true },
  arguments: ['use_ssl', 'protocol', 'verify'],
})

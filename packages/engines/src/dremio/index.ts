import { restDefaults } from '../http/rest.ts'
import { networkEngine } from '../network-engine.ts'
import { dremioWire } from './wire.ts'

export const dremio = networkEngine({
  ...restDefaults(dremioWire),
  id: 'dremio',
  label: 'Dremio',
  drivers: ['flight'],
  alsoDrivers: ['pyodbc', 'http', 'https'],
  uriPlaceholder: 'dremio+flight://user:password@host:9047/dremio',
  capabilities: { dynamicSchema: true, cancel: true },
  arguments: ['token', 'protocol', 'verify', 'UseEncryption'],
})

import { restDefaults } from '../http/rest.ts'
import { networkEngine } from '../network-engine.ts'
import { refusePrivate } from '../policy.ts'
import { pinotWire } from './wire.ts'

export const pinot = networkEngine({
  ...restDefaults(pinotWire),
  id: 'pinot',
  label: 'Apache Pinot',
  drivers: ['rest'],
  alsoDrivers: ['http', 'https'],
  uriPlaceholder: 'pinot://broker:8099/query/sql?controller=http://controller:9000/',
  capabilities: { schemas: false, joins: false, subqueries: false, cte: false, cteInSubquery: false },
  arguments: ['controller', 'protocol', 'verify'],
  check: ({ uri, policy }) => {
    const { controller } = uri.query
    if (controller !== undefined) refusePrivate(URL.parse(controller)?.hostname.replace(/^\[|\]$/g, '') ?? '', policy)
  },
})

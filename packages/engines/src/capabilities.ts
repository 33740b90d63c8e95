import type { Capabilities } from './port.ts'

const BASE: Capabilities = {
  catalogs: false,
  dynamicCatalog: false,
  schemas: true,
  dynamicSchema: false,
  crossCatalogQueries: false,
  joins: true,
  subqueries: true,
  cte: true,
  cteInSubquery: true,
  sqlComments: true,
  views: true,
  fileUpload: true,
  costEstimate: false,
  cancel: false,
  sshTunnel: true,
  impersonation: false,
  oauth2: false,
  readOnlySession: false,
  statementsAsOne: false,
  sessionScripts: false,
}

/** What most engines can do, with what one can do differently. */
export const capabilities = (own: Partial<Capabilities>): Capabilities => ({ ...BASE, ...own })

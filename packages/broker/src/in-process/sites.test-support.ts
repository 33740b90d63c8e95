import { openMetadata } from '@coset/metadata'
import type { Broker } from '../port.ts'
import { openBroker } from '../registry.ts'

/** Brokers over one database, whose address `make` gives: each site finds it empty, and ends the one before. A second client has a connection of its own. */
export const sitesOn = (make: () => Promise<string>): ((site: string) => Promise<Broker>) => {
  let url: Promise<string> | undefined
  let last = ''
  return async (site) => {
    url ??= make()
    const metadata = await openMetadata(await url)
    if (site !== last) {
      last = site
      await metadata.db.deleteFrom('jobs').execute()
      await metadata.db.deleteFrom('leases').execute()
    }
    const broker = await openBroker({ url: 'in-process:', prefix: 'coset', metadata, now: Date.now, watch: () => undefined })
    return {
      ...broker,
      close: async () => {
        await broker.close()
        await metadata.close()
      },
    }
  }
}

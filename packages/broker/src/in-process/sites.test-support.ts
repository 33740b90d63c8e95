import { openMetadata } from '@coset/metadata'
import type { Broker } from '../port.ts'
import { openBroker } from '../registry.ts'

/** Brokers over a database for each site; a site's second client has a connection of its own. `make` gives the address of a new database. */
export const sitesOn = (make: () => Promise<string>): ((site: string) => Promise<Broker>) => {
  const urls = new Map<string, Promise<string>>()
  return async (site) => {
    const url = urls.get(site) ?? make()
    urls.set(site, url)
    const metadata = await openMetadata(await url)
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

import { brokerConformance } from '../conformance.ts'
import { openBroker } from '../registry.ts'

brokerConformance('Redis', (site) =>
  openBroker({ url: 'redis://127.0.0.1:6379/10', prefix: site, metadata: null as never, now: Date.now, watch: () => undefined }),
)

import { contract } from '@coset/contract'
import { listHandlers } from '../listing/index.ts'
import { type Handler, handle, Reply } from '../resource.ts'
import { auditCsv } from './csv.ts'
import { auditListing } from './listing.ts'
import { flushAudit } from './record.ts'

const routes = contract.audit

export const auditHandlers: readonly Handler[] = [
  ...listHandlers(routes, auditListing),
  handle(routes.export, async ({ ctx, actor, q }) => {
    await flushAudit(ctx)
    return new Reply(auditCsv(ctx, actor, q?.filters ?? []), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="audit.csv"' },
    })
  }),
]

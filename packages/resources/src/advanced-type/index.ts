import { contract } from '@coset/contract'
import { BadRequest } from '@coset/core'
import { type Handler, handle, Reply } from '../resource.ts'
import { internetAddress } from './internet-address.ts'
import { port } from './port.ts'
import { convert } from './type.ts'

const TYPES = [internetAddress, port]
const routes = contract.advancedType

export const advancedTypeHandlers: readonly Handler[] = [
  handle(routes.types, async () => ({ result: TYPES.map((type) => type.name) })),
  handle(routes.convert, async ({ q }) => {
    const type = TYPES.find((one) => one.name === q.type)
    if (type === undefined) throw new BadRequest(`Invalid advanced data type: ${q.type}`)
    // Addresses are larger than numbers of JavaScript
    return new Reply(JSON.stringify({ result: convert(type, q.values) }), { headers: { 'content-type': 'application/json; charset=utf-8' } })
  }),
]

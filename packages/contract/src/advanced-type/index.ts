import { z } from 'zod'
import { resultAnswer } from '../conventions.ts'
import { route } from '../route.ts'

const base = '/api/v1/advanced_data_type'
const read = { verb: 'can_read', view: 'AdvancedDataType' } as const

export const advancedTypeRoutes = {
  types: route({
    name: 'advancedType.types',
    method: 'GET',
    path: `${base}/types`,
    summary: 'Kinds of values that people write in their own way',
    guard: read,
    output: resultAnswer,
  }),
  convert: route({
    name: 'advancedType.convert',
    method: 'GET',
    path: `${base}/convert`,
    summary: 'What such texts stand for in a database',
    guard: read,
    q: z.strictObject({ type: z.string(), values: z.array(z.union([z.string(), z.number()])).min(1) }),
    output: resultAnswer,
  }),
} as const

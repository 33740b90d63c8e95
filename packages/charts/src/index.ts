import { definitionFor, fallbackDefinition, know } from './by-type.ts'
import { definitions } from './registry.ts'

// Who imports this file has every chart; pages that draw a few bring them by `by-type.ts`
know(definitions)

export { definitionFor, definitions, fallbackDefinition }

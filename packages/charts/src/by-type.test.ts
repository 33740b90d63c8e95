import { describe, expect, it } from 'vitest'
import { definitionFor, fallbackDefinition, loadDefinitions } from './by-type.ts'
import { definitions } from './registry.ts'

describe('charts by type', () => {
  it('are all there once they are asked for, the same as everywhere', async () => {
    await loadDefinitions(definitions.map(({ vizType }) => vizType))
    expect(definitions.filter((definition) => definitionFor(definition.vizType) !== definition).map(({ vizType }) => vizType)).toEqual([])
  })

  it('are asked for again without harm', async () => {
    await loadDefinitions(['pie', 'pie', 'world_map', 'world_map'])
    expect(definitionFor('world_map').vizType).toBe('world_map')
  })

  it('are stand-ins where there is none', async () => {
    await loadDefinitions(['deck_arc', '', '__proto__', 'constructor'])
    expect(definitionFor('deck_arc').name).toBe(fallbackDefinition('deck_arc').name)
    expect(definitionFor('deck_arc')).toBe(definitionFor('deck_arc'))
    expect(definitionFor('__proto__').vizType).toBe(fallbackDefinition('__proto__').vizType)
  })
})

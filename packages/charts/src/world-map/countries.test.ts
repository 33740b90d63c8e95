import { loadShapes } from '@coset/chart-kit'
import { describe, expect, it } from 'vitest'
import { countries, findCountry } from './countries.ts'
import { WORLD } from './shapes.ts'

describe('countries', () => {
  it('are found by every code, whatever the case', () => {
    expect(findCountry('de', 'cca2')?.cca3).toBe('DEU')
    expect(findCountry('DEU', 'cca3')?.name).toBe('Germany')
    expect(findCountry('GER', 'cioc')?.cca2).toBe('DE')
    expect(findCountry('germany', 'name')?.cca2).toBe('DE')
  })
  it('are found by the names that statistics use', () => {
    const names: Readonly<Record<string, string>> = {
      'Korea, Rep.': 'KOR',
      "Côte d'Ivoire": 'CIV',
      'Egypt, Arab Rep.': 'EGY',
      'Russian Federation': 'RUS',
      'United States': 'USA',
      'St. Lucia': 'LCA',
      Türkiye: 'TUR',
      'Congo, Dem. Rep.': 'COD',
      'Viet Nam': 'VNM',
    }
    for (const [name, code] of Object.entries(names)) expect(findCountry(name, 'name')?.cca3, name).toBe(code)
  })
  it('are not found for sums and nonsense', () => {
    for (const value of ['World', '', null, 5, '__proto__', 'EUU']) expect(findCountry(value, 'cca3')).toBeUndefined()
  })
  it('have distinct codes', () => {
    for (const key of ['cca2', 'cca3', 'cioc'] as const) expect(new Set(countries.map((country) => country[key])).size, key).toBe(countries.length)
  })
})

describe('shapes', () => {
  it('all bear a country code and stay on the map', async () => {
    const world = (await loadShapes(WORLD)) as { features: { properties: { name: string }; geometry: { coordinates: unknown } }[] }
    const unknown = world.features.map((shape) => shape.properties.name).filter((name) => !/^[A-Z]{3}$/.test(name))
    expect(unknown).toEqual(['N. Cyprus', 'Somaliland'])
    expect(world.features.map((shape) => shape.properties.name)).toContain('XKX')
    const numbers = JSON.stringify(world.features.map((shape) => shape.geometry.coordinates)).match(/\[-?[\d.]+,-?[\d.]+\]/g) ?? []
    const longitudes = numbers.map((pair) => Number(pair.slice(1).split(',')[0]))
    expect(longitudes.every((longitude) => longitude >= -181 && longitude <= 195)).toBe(true)
  })
})

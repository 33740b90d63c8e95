import { temporaryFolder } from '@coset/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { type Caches, openCaches, REGIONS } from './regions.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const shared = { maxBytes: 1_000_000, prefix: 'coset:', watch: () => undefined }
const opened: Caches[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
const open = async (url: string, urls: Parameters<typeof openCaches>[0]['urls']): Promise<Caches> => {
  const caches = await openCaches({ ...shared, url, urls })
  opened.push(caches)
  return caches
}

describe('regions', () => {
  test('each has its own keys, whatever they share', async () => {
    const { regions } = await open('memory:', { results: '' })
    for (const region of REGIONS) await regions[region].set('k', bytes(region), 60)
    for (const region of REGIONS) expect(await regions[region].get('k')).toEqual(bytes(region))
    await regions.data.deletePrefix('')
    expect(await regions.data.get('k')).toBeUndefined()
    expect(await regions.metadata.get('k')).toBeDefined()
  })

  test('regions in memory share one bound', async () => {
    const { regions } = await open('memory:', { data: 'memory:' })
    for (const region of REGIONS) await regions[region].set('k', new Uint8Array(200_000), 60)
    const left = await Promise.all(REGIONS.map((region) => regions[region].get('k')))
    expect(left.filter(Boolean).length).toBeLessThan(REGIONS.length)
    expect(await regions.results.get('k')).toBeDefined()
  })

  test('one with an address of its own lives there', async () => {
    using folder = temporaryFolder()
    const url = `file://${folder.path}`
    const { regions } = await open('none:', { results: url, thumbnails: url })
    await regions.results.set('k', bytes('rows'), 60)
    await regions.data.set('k', bytes('lost'), 60)
    expect(regions.data.shared).toBe(false)
    expect(regions.results.shared).toBe(true)
    expect(await regions.data.get('k')).toBeUndefined()
    expect(await regions.thumbnails.get('k')).toBeUndefined()
    const other = await open(url, {})
    expect(await other.regions.results.get('k')).toEqual(Buffer.from('rows'))
    // Before the folder goes
    for (const one of opened.splice(0)) await one.close()
  })

  test('a wrong address names its region, not itself', async () => {
    await expect(open('memory:', { thumbnails: 'redis://u:hunter2@h:port' })).rejects.toThrow(/^thumbnails: The redis: cache address cannot be used$/)
    await expect(open('hunter2', {})).rejects.toThrow(/^A cache address starts with/)
  })
})

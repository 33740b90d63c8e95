import { describe, expect, test } from 'vitest'
import { cacheMembers, openCache } from './registry.ts'

const open = (url: string) => openCache({ url, maxBytes: 1_000_000, prefix: '', watch: () => undefined })
const messageOf = async (url: string): Promise<string> => {
  try {
    await (await open(url)).close()
    return 'opened'
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message} ${JSON.stringify(error)}` : String(error)
  }
}

describe('addresses of caches', () => {
  test('the members there are', () => {
    expect(cacheMembers.flatMap((one) => one.schemes)).toEqual([
      'memory:',
      'none:',
      'file:',
      'redis:',
      'rediss:',
      'redis-sentinel:',
      'redis-cluster:',
      'memcached:',
      'metadata:',
      'module:',
    ])
  })

  test.each([
    ['memcache://u:hunter2@h', /memory:, none:, file:.*module:/],
    ['', /memory:/],
    ['hunter2', /memory:/],
    ['file:hunter2', /file:\/\/\/absolute/],
    ['file://hunter2/path', /file:\/\/\/absolute/],
    ['file:///', /file:\/\/\/absolute/],
    ['file:///tmp/x?hunter2', /file:\/\/\/absolute/],
    ['file:///tmp/%2Fhunter2', /file: cache address/],
    ['memcached://u:hunter2@', /host:port/],
    ['memcached://u:hunter2@h:99999', /host:port/],
    ['memcached://u:hunter2@h:1,,h:2', /host:port/],
    ['memcached://u:hunter2@h:1/path', /no path/],
    ['memcached://u:%hunter2@h:1', /percent-encoded/],
    ['redis://u:hunter2@h:port', /redis: cache address/],
    ['redis://u:hunter2@h:99999', /redis: cache address/],
    ['redis-sentinel://u:hunter2@h:1/0', /master=name/],
    ['redis-sentinel://u:hunter2@h:1/zero?master=m', /is a number/],
    ['redis-cluster://u:hunter2@h:1/1', /database 0 only/],
    ['metadata://hunter2', /nothing else/],
    ['metadata:', /needs the metadata database/],
    ['module:./hunter2.mjs', /absolute path/],
    ['module:https://hunter2', /absolute path/],
    ['module:', /absolute path/],
    ['module:/nowhere/hunter2.mjs', /cannot be loaded/],
    ['module:no-such-package-hunter2', /cannot be loaded/],
  ])('%j is refused, says why and is not shown', async (url, says) => {
    const message = await messageOf(url)
    expect(message).toMatch(/^BadRequest: /)
    expect(message).toMatch(says)
    expect(message).not.toMatch(/hunter2/)
  })
})

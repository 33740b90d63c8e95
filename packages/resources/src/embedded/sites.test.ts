import { describe, expect, test } from 'vitest'
import { framingSites, mayFrame, sitesOf } from './sites.ts'

describe('which pages may show a dashboard', () => {
  test.each([
    [[], undefined, true],
    [[], 'https://anybody.example/', true],
    [['https://shop.example'], 'https://shop.example/page?x=1', true],
    [['https://shop.example/'], 'https://shop.example/page', true],
    [['https://SHOP.example'], 'https://shop.example', true],
    [['https://shop.example:443'], 'https://shop.example/', true],
    [['http://localhost:8000'], 'http://localhost:8000/a', true],
    [['shop.example'], 'http://shop.example/', true],
    [['shop.example'], 'https://shop.example/', true],
    [['https://a.example', 'https://b.example'], 'https://b.example/', true],
    [['https://shop.example'], undefined, false],
    [['https://shop.example'], '', false],
    [['https://shop.example'], 'null', false],
    [['https://shop.example'], 'http://shop.example/', false],
    [['https://shop.example'], 'https://shop.example:8443/', false],
    [['https://shop.example'], 'https://shop.example.evil.example/', false],
    [['https://shop.example'], 'https://evil.example/https://shop.example', false],
    [['https://shop.example'], 'https://shop.example@evil.example/', false],
    [['https://shop.example'], 'https://sub.shop.example/', false],
    [['::'], 'https://shop.example/', false],
    [['::'], 'null', false],
  ] as const)('%j, from %j: %s', (sites, referrer, allowed) => expect(mayFrame(sites, referrer)).toBe(allowed))

  test('are named by the content policy', () => {
    expect(framingSites([])).toBe('*')
    expect(framingSites(['https://shop.example/', 'b.example:8000'])).toBe("https://shop.example https://b.example:8000 http://b.example:8000 'self'")
    expect(framingSites(['::'])).toBe("'self'")
  })

  test('are kept as one text', () => {
    expect(sitesOf({ allow_domain_list: '' })).toEqual([])
    expect(sitesOf({ allow_domain_list: 'https://a.example,b.example' })).toEqual(['https://a.example', 'b.example'])
  })
})

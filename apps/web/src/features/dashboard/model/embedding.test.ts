import { expect, test } from 'vitest'
import { sampleOf, sitesOf } from './embedding.ts'

test.each([
  ['', []],
  ['  \n ', []],
  ['https://a.example', ['https://a.example']],
  ['https://a.example\nhttps://b.example:8000\n', ['https://a.example', 'https://b.example:8000']],
  ['https://a.example, b.example  https://a.example', ['https://a.example', 'b.example']],
])('%j are the sites %j', (text, sites) => expect(sitesOf(text)).toEqual(sites))

test('the sample names the dashboard and this site', () => {
  const sample = sampleOf('0f3c', 'https://bi.example')
  expect(sample).toContain("id: '0f3c'")
  expect(sample).toContain("supersetDomain: 'https://bi.example'")
})

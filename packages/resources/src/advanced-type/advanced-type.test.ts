import { expect, test } from 'vitest'
import { internetAddress } from './internet-address.ts'
import { port } from './port.ts'
import { convert } from './type.ts'

const plain = (value: unknown): string => JSON.stringify(value)

test.each([
  ['1.1.1.1', '16843009', '16843009'],
  ['::1', '1', '1'],
  ['::ffff:1.2.3.4', '281470698652420', '281470698652420'],
  ['1.1.1.1/24', '{"start":16843008,"end":16843263}', '16843008 - 16843263'],
  ['1.1.1.1/32', '16843009', '16843009'],
  ['0.0.0.0/0', '{"start":0,"end":4294967295}', '0 - 4294967295'],
  [
    'fe80::/10',
    '{"start":338288524927261089654018896841347694592,"end":338620831926207318622244848606417780735}',
    '338288524927261089654018896841347694592 - 338620831926207318622244848606417780735',
  ],
  ['16843009', '16843009', '16843009'],
])('the address %s', (text, value, shown) => {
  const found = convert(internetAddress, [text])
  expect([found.values.map(plain), found.display_value, found.error_message]).toEqual([[value], shown, ''])
})

test.each(['abc', '1.1.1', ' 1.1.1.1 ', '1.1.1.1/33', '1.1.1.1/', '1.1.1.1/8/8', '::1/129', 'fe80::1%eth0', '-1', '1e3', '12/8'])(
  '%j is no address',
  (text) => {
    expect(convert(internetAddress, ['::1', text, '::2'])).toMatchObject({
      values: [1],
      display_value: '1',
      error_message: `'${text}' does not appear to be an IPv4 or IPv6 network`,
    })
  },
)

test('ports by number and name', () => {
  expect(convert(port, ['http', '99', 'ftp'])).toMatchObject({ values: [[80], [99], [20, 21]], display_value: '[80], [99], [20, 21]', error_message: '' })
  for (const wrong of ['70000', '-1', 'HTTP', '1.5', ' 80 ', 'constructor'])
    expect(convert(port, [wrong])).toMatchObject({ values: [], error_message: `'${wrong}' does not appear to be a port name or number` })
  expect(convert(port, ['']).values).toEqual([['']])
})

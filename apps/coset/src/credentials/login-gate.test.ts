import { describe, expect, test } from 'vitest'
import { createLoginGate } from './login-gate.ts'

const MINUTE = 60_000
const gateAt = (attempts: number) => {
  const clock = { now: 1000 }
  return { clock, gate: createLoginGate(attempts, () => clock.now) }
}

/** Attack case 36. */
describe('login gate', () => {
  test('closes for an account at an address after as many failures as it allows, and opens after five minutes', () => {
    const { clock, gate } = gateAt(3)
    for (let i = 0; i < 3; i++) {
      gate.check('jo', '1.1.1.1')
      gate.failed('jo', '1.1.1.1')
    }
    expect(() => gate.check('jo', '1.1.1.1')).toThrow(/Try again in 300 seconds/)
    gate.check('jo', '2.2.2.2')
    gate.check('mo', '1.1.1.1')
    clock.now += 5 * MINUTE
    gate.check('jo', '1.1.1.1')
  })

  test('letters of another case are the same account', () => {
    const { gate } = gateAt(2)
    gate.failed('Jo', '1.1.1.1')
    gate.failed('jO', '1.1.1.1')
    expect(() => gate.check('jo', '1.1.1.1')).toThrow(/Too many/)
  })

  test('a right password in between starts anew', () => {
    const { gate } = gateAt(2)
    gate.failed('jo', '1.1.1.1')
    gate.passed('jo', '1.1.1.1')
    gate.failed('jo', '1.1.1.1')
    gate.check('jo', '1.1.1.1')
  })

  test('one address that tries many names is stopped too', () => {
    const { gate } = gateAt(3)
    for (let i = 0; i < 30; i++) gate.failed(`name ${i}`, '1.1.1.1')
    expect(() => gate.check('fresh', '1.1.1.1')).toThrow(/Too many/)
    gate.check('fresh', '2.2.2.2')
  })

  test('a right password of one account does not open the address for others', () => {
    const { gate } = gateAt(3)
    for (let i = 0; i < 30; i++) gate.failed(`name ${i}`, '1.1.1.1')
    gate.passed('mine', '1.1.1.1')
    expect(() => gate.check('fresh', '1.1.1.1')).toThrow(/Too many/)
  })

  test('many names from many addresses do not free the account under attack', () => {
    const { gate } = gateAt(3)
    for (let i = 0; i < 3; i++) gate.failed('jo', '1.1.1.1')
    for (let i = 0; i < 12_000; i++) gate.failed(`name ${i}`, `10.0.${i >> 8}.${i & 255}`)
    expect(() => gate.check('jo', '1.1.1.1')).toThrow(/Too many/)
  })

  test('the wait is told in whole seconds', () => {
    const { clock, gate } = gateAt(1)
    gate.failed('jo', '1.1.1.1')
    clock.now += 1500
    expect(() => gate.check('jo', '1.1.1.1')).toThrow(expect.objectContaining({ status: 429, details: { retry_after: 299 } }))
  })
})

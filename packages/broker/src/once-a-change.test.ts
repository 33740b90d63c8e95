import { expect, test } from 'vitest'
import { onceAChange } from './once-a-change.ts'

test('a loss and a return are told once each, however many see them', () => {
  const said: string[] = []
  const tidings = onceAChange((state, reason) => said.push(`${state} ${reason}`))
  tidings.back()
  tidings.lost(new Error('cut'))
  tidings.lost('again')
  tidings.back()
  tidings.back()
  tidings.lost('text')
  expect(said).toEqual(['lost cut', 'back ', 'lost text'])
})

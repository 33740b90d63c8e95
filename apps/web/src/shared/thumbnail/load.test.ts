import { expect, test } from 'vitest'
import { createGate, loadPicture, PAUSES, type Said, type Tools } from './load.ts'

const picture: Said = { kind: 'picture', bytes: new Blob(['png']) }
const never = new AbortController().signal

const toolsOf = (answers: readonly Said[]): Tools & { readonly paused: number[] } => {
  const rest = [...answers]
  const paused: number[] = []
  return {
    paused,
    ask: () => Promise.resolve(rest.shift() ?? { kind: 'waiting' }),
    pause: (ms) => {
      paused.push(ms)
      return Promise.resolve()
    },
  }
}

test('a picture is asked for until it is there, more and more seldom', async () => {
  const tools = toolsOf([{ kind: 'waiting' }, { kind: 'waiting' }, picture])
  expect(await loadPicture('/p', createGate(1), tools, never)).toBe(picture.bytes)
  expect(tools.paused).toEqual(PAUSES.slice(0, 2))
})

test('no picture, and one that never comes, end as null', async () => {
  expect(await loadPicture('/p', createGate(1), toolsOf([{ kind: 'none' }]), never)).toBeNull()
  const tools = toolsOf([])
  expect(await loadPicture('/p', createGate(1), tools, never)).toBeNull()
  expect(tools.paused).toEqual(PAUSES)
})

test('no more than a few are asked at once, and whoever gives up leaves the line', async () => {
  const gate = createGate(2)
  const answers: (() => void)[] = []
  const entered: number[] = []
  const work = (n: number) => () =>
    new Promise<number>((done) => {
      entered.push(n)
      answers.push(() => done(n))
    })
  const gone = new AbortController()
  const first = gate.through(work(1), never)
  const second = gate.through(work(2), never)
  const third = gate.through(work(3), gone.signal)
  const fourth = gate.through(work(4), never)
  await Promise.resolve()
  expect(entered).toEqual([1, 2])
  gone.abort(new Error('left'))
  await expect(third).rejects.toThrow('left')
  answers[0]?.()
  expect(await first).toBe(1)
  await expect.poll(() => entered).toEqual([1, 2, 4])
  answers[1]?.()
  answers[2]?.()
  expect(await Promise.all([second, fourth])).toEqual([2, 4])
  // All places are free again
  const late = gate.through(work(5), never)
  const later = gate.through(work(6), never)
  await expect.poll(() => entered).toEqual([1, 2, 4, 5, 6])
  answers[3]?.()
  answers[4]?.()
  expect(await Promise.all([late, later])).toEqual([5, 6])
})

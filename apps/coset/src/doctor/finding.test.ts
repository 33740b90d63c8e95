import { Unavailable } from '@coset/core'
import { expect, test } from 'vitest'
import { configSchema } from '../config/settings.ts'
import { examine, ok, sentence } from './finding.ts'
import { scrubber } from './scrub.ts'

test('a check that throws or hangs is broken, in one line', async () => {
  const thrown = await examine('x', () => Promise.reject(new Error('first\nsecond')))
  expect(thrown).toEqual({ name: 'x', level: 'broken', said: 'first second' })
  const hanging = await examine('x', () => new Promise(() => undefined), 30)
  expect(hanging).toEqual({ name: 'x', level: 'broken', said: 'no answer within 0.03 seconds' })
  expect(await examine('x', () => ok('fine'))).toEqual({ name: 'x', level: 'ok', said: 'fine' })
})

test('a hanging check hears that nobody waits any more', async () => {
  let heard = false
  const hang = (signal: AbortSignal) => new Promise<never>(() => signal.addEventListener('abort', () => (heard = true)))
  await examine('x', hang, 20)
  expect(heard).toBe(true)
})

test('errors without a message tell their code, ours tell their cause', () => {
  expect(sentence(Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED')
  expect(sentence(new Unavailable('The broker does not answer', { cause: new Error('connect ECONNREFUSED') }))).toBe(
    'The broker does not answer (connect ECONNREFUSED)',
  )
  expect(sentence('odd')).toBe('odd')
})

test('secrets of the configuration are cut out of any text, written and decoded', () => {
  const config = configSchema.parse({
    secretKey: 'a-very-secret-key',
    cacheUrl: 'redis://:p%40ss%2Fword@localhost:6379/1',
    databaseUrl: 'postgresql://jo:colon:and@sign@db/x?sslpassword=hunter2',
    slackToken: 'xoxb-1',
  })
  const scrub = scrubber(config)
  const said = 'a-very-secret-key p%40ss%2Fword p@ss/word colon:and@sign hunter2 xoxb-1 localhost 6379 jo'
  expect(scrub(said)).toBe('******** ******** ******** ******** ******** ******** localhost 6379 jo')
})

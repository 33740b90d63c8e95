import { expect, test } from 'vitest'
import { channelFor, channelMembers } from './registry.ts'
import { settings, to } from './testing/notice.test-support.ts'

test('every recipient type of schedules has one member', () => {
  expect(channelMembers.flatMap(({ types }) => types)).toEqual(['Email', 'Slack', 'SlackV2', 'Webhook'])
  expect(channelFor('SlackV2')).toBe(channelFor('Slack'))
  for (const odd of ['email', '', '__proto__', 'constructor']) expect(channelFor(odd)).toBeNull()
})

test('says what is missing', () => {
  const missing = (type: string, change: Parameters<typeof settings>[0] = {}): unknown => channelFor(type)?.missing(settings(change))
  expect(missing('Email')).toBe('No mail server is set')
  expect(missing('Slack')).toBe('No Slack token is set')
  expect(missing('Slack', { slack: { token: 'x', apiUrl: 'ftp://x' } })).toMatch(/Slack API/)
  expect(missing('Webhook')).toBeNull()
})

test('opening with settings that cannot work fails with a sentence', async () => {
  await expect(channelFor('Email')?.open(settings())).rejects.toThrow('No mail server is set')
})

test.each([
  ['Slack', 'general', 'General'],
  ['Slack', '#größe, C0123ABCD', ''],
  ['Slack', 'a_b-c', 'a b'],
  ['Webhook', 'https://x.example/a?b=c', 'https://'],
  ['Webhook', 'HTTP://1.2.3.4:80', 'https://x.example/\r\nX: y'],
  ['Webhook', ' https://x.example ', 'javascript:alert(1)'],
  ['Webhook', 'https://x', `https://x/${'a'.repeat(2000)}`],
])('%s takes %j and refuses %j', (type, good, bad) => {
  expect(channelFor(type)?.checkTarget(to(good))).toBeNull()
  expect(channelFor(type)?.checkTarget(to(bad))).toMatch(/\w/)
})

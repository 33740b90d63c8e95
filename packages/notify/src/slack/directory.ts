import { createHash } from 'node:crypto'
import { refused, tryLater } from '../failures.ts'
import type { ChannelSettings } from '../port.ts'
import { oneLine } from '../text/clean.ts'
import { type SlackCall, slackCaller } from './client.ts'

export interface SlackChannel {
  readonly id: string
  readonly name: string
  readonly is_member: boolean
  readonly is_private: boolean
}

export interface SlackDirectory {
  /** All channels that the token sees; from memory for an hour unless `force`. */
  channels(signal: AbortSignal, force?: boolean): Promise<readonly SlackChannel[]>
  /** Ids of names and ids, in order, each once. Unknown names are looked up anew, then refused. */
  ids(targets: readonly string[], signal: AbortSignal): Promise<readonly string[]>
}

const KEPT_MS = 3_600_000
// A missing name makes a whole listing; not more often than this.
const FRESH_MS = 30_000
const MAX_PAGES = 200

const everyChannel = async (call: SlackCall, signal: AbortSignal): Promise<readonly SlackChannel[]> => {
  const found: SlackChannel[] = []
  let cursor = ''
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await call(signal, (client) =>
      client.conversations.list({ types: 'public_channel,private_channel', exclude_archived: true, limit: 999, ...(cursor === '' ? {} : { cursor }) }),
    )
    for (const { id, name, is_member, is_private } of answer.channels ?? [])
      if (id !== undefined && name !== undefined) found.push({ id, name, is_member: is_member === true, is_private: is_private === true })
    cursor = answer.response_metadata?.next_cursor ?? ''
    if (cursor === '') return found
  }
  throw tryLater('Slack lists more channels than can be read')
}

/** Ids are capitals and digits, names are not. */
export const isChannelId = (text: string): boolean => /^[CDG][A-Z0-9]{5,30}$/.test(text)

/** Channels of one workspace, kept in memory. */
export const slackDirectory = (call: SlackCall, now: () => number = Date.now): SlackDirectory => {
  let known: { readonly at: number; readonly channels: readonly SlackChannel[] } | null = null
  const channels = async (signal: AbortSignal, maxAge: number): Promise<readonly SlackChannel[]> => {
    if (known === null || now() - known.at >= maxAge) known = { at: now(), channels: await everyChannel(call, signal) }
    return known.channels
  }
  const idOf = async (target: string, signal: AbortSignal): Promise<string> => {
    for (const maxAge of [KEPT_MS, FRESH_MS]) {
      const found = (await channels(signal, maxAge)).find(({ name }) => name === target)
      if (found !== undefined) return found.id
    }
    throw refused(`Slack has no channel "${oneLine(target, 80)}", or the app may not see it`)
  }
  return {
    channels: (signal, force = false) => channels(signal, force ? 0 : KEPT_MS),
    ids: async (targets, signal) => {
      const found = new Set<string>()
      for (const target of targets) found.add(isChannelId(target) ? target : await idOf(target, signal))
      return [...found]
    },
  }
}

const MAX_WORKSPACES = 8
const workspaces = new Map<string, SlackDirectory>()

const shared = async (settings: ChannelSettings): Promise<SlackDirectory> => {
  const key = createHash('sha256')
    .update(JSON.stringify([settings.slack.apiUrl, settings.slack.token]))
    .digest('hex')
  const directory = workspaces.get(key) ?? slackDirectory(await slackCaller(settings))
  workspaces.set(key, directory)
  const oldest = workspaces.keys().next()
  if (workspaces.size > MAX_WORKSPACES && oldest.done !== true) workspaces.delete(oldest.value)
  return directory
}

export interface ChannelSearch {
  /** Comma-separated; a channel fits when its name or id holds (with `exactMatch`: is) one of them. Empty: all. */
  readonly search?: string | undefined
  /** `public_channel`, `private_channel`; empty: both. */
  readonly types?: readonly string[] | undefined
  readonly exactMatch?: boolean | undefined
  /** Asks Slack again instead of reading from memory. */
  readonly force?: boolean | undefined
}

/** The channels to choose from, by name. Throws Undeliverable when Slack refuses or cannot be reached. */
export const slackChannels = async (
  settings: ChannelSettings,
  search: ChannelSearch,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly SlackChannel[]> => {
  const all = await (await shared(settings)).channels(signal, search.force === true)
  const words = (search.search ?? '')
    .split(',')
    .map((word) => word.trim().replace(/^#/, '').toLowerCase())
    .filter((word) => word !== '')
  const types = search.types ?? []
  const fits = (text: string): boolean => words.some((word) => (search.exactMatch === true ? text === word : text.includes(word)))
  return all
    .filter(({ is_private }) => types.length === 0 || types.includes(is_private ? 'private_channel' : 'public_channel'))
    .filter(({ id, name }) => words.length === 0 || fits(name.toLowerCase()) || fits(id.toLowerCase()))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

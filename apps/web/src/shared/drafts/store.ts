/** Unsaved work of one person on one object, as it was left. */
export interface Draft {
  /** When it was kept, epoch milliseconds. */
  readonly at: number
  /** `changed_on_ms` of the state that it changes. */
  readonly readOn: number
  readonly values: Readonly<Record<string, string>>
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const PREFIX = 'coset.draft.'
const DAY_MS = 86_400_000
const KEPT_MS = 30 * DAY_MS
/** Characters of one draft. */
const LONGEST = 500_000
/** Drafts of one account. */
const MOST = 20
/** Characters of all drafts of the browser. */
const MOST_CHARS = 2_000_000

/** Where an account's draft of an object stands. No other account is ever asked for it. */
export const keyOf = (account: number, object: string): string => `${PREFIX}${account}.${object}`

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (text: string | null): Draft | null => {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    if (!isRecord(value)) return null
    const { at, readOn, values } = value
    if (typeof at !== 'number' || typeof readOn !== 'number' || !isRecord(values)) return null
    return { at, readOn, values: Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) }
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

interface Kept {
  readonly key: string
  readonly account: string
  readonly at: number
  readonly chars: number
}

/** All drafts of the browser, the oldest first; what is too old or no draft goes. */
const sweep = (store: Store, now: number): Kept[] => {
  const keys = Array.from({ length: store.length }, (_, i) => store.key(i)).filter((key): key is string => key?.startsWith(PREFIX) === true)
  const kept: Kept[] = []
  for (const key of keys) {
    const text = store.getItem(key)
    const draft = parse(text)
    if (draft === null || now - draft.at > KEPT_MS) store.removeItem(key)
    else kept.push({ key, account: key.slice(PREFIX.length).split('.')[0] ?? '', at: draft.at, chars: text?.length ?? 0 })
  }
  return kept.sort((a, b) => a.at - b.at)
}

/** The draft under a key; null: there is none, or none that is younger than 30 days. */
export const readDraft = (store: Store, key: string, now: number): Draft | null => {
  sweep(store, now)
  return parse(store.getItem(key))
}

export const dropDraft = (store: Store, key: string): void => store.removeItem(key)

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'QuotaExceededError' || error.name === 'NS_ERROR_DOM_QUOTA_REACHED')

/** Keeps a draft; the oldest others make room for it. False: it is too long, or the browser has no room at all. */
export const writeDraft = (store: Store, key: string, draft: Draft): boolean => {
  const text = JSON.stringify(draft)
  if (text.length > LONGEST) {
    store.removeItem(key)
    return false
  }
  const others = sweep(store, draft.at).filter((one) => one.key !== key)
  const account = key.slice(PREFIX.length).split('.')[0]
  const drop = (one: Kept | undefined): void => {
    if (one === undefined) return
    store.removeItem(one.key)
    others.splice(others.indexOf(one), 1)
  }
  while (others.filter((one) => one.account === account).length >= MOST) drop(others.find((one) => one.account === account))
  while (others.reduce((sum, one) => sum + one.chars, text.length) > MOST_CHARS) drop(others[0])
  for (;;) {
    try {
      store.setItem(key, text)
      return true
    } catch (error) {
      if (!isFull(error)) throw error
      if (others.length === 0) return false
      drop(others[0])
    }
  }
}

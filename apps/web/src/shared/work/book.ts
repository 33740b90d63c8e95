export type WorkKind = 'chart' | 'query' | 'picture'
export type Outcome = 'done' | 'error'

/** Work of mine that goes on without a request being held open for it. */
export interface Work {
  readonly id: string
  readonly kind: WorkKind
  /** What it is for; works of one group are told as one. */
  readonly group: string
  readonly title: string
  /** Where its end is looked at. */
  readonly href: string
  /** Epoch milliseconds. */
  readonly since: number
  /** How the state of a picture is asked: a post that has it drawn, and says how far it is. */
  readonly request?: { readonly path: string; readonly body: unknown }
  /** A file to be fetched at the end, instead of a page to be opened. */
  readonly file?: boolean
  readonly ended?: Outcome
}

/** What is told of a group of works once all of them have ended. */
export interface Notice {
  readonly id: string
  readonly kind: WorkKind
  readonly title: string
  readonly href: string
  readonly count: number
  readonly failed: number
  readonly file: boolean
  readonly at: number
  readonly read: boolean
  /** It was shown as it came. */
  readonly shown: boolean
}

export interface Book {
  readonly open: readonly Work[]
  readonly notices: readonly Notice[]
}

export const EMPTY: Book = { open: [], notices: [] }

const MOST = 50
const DAY_MS = 86_400_000
/** Charts that were there sooner are not worth a word. */
const BRIEF_MS = 3000

export const add = (book: Book, work: Work): Book => ({ ...book, open: [...book.open.filter((one) => one.id !== work.id), work] })

export const drop = (book: Book, id: string): Book =>
  book.open.some((one) => one.id === id) ? { ...book, open: book.open.filter((one) => one.id !== id) } : book

const tell = (book: Book, works: readonly Work[], now: number): Book => {
  const last = works.at(-1)
  if (last === undefined) return book
  const { id, kind, title, href, file = false } = last
  const failed = works.filter((work) => work.ended === 'error').length
  const notice: Notice = { id, kind, title, href, file, count: works.length, failed, at: now, read: false, shown: false }
  // The newest word about a thing replaces the older ones
  const others = book.notices.filter((one) => one.kind !== kind || one.href !== href || one.title !== title)
  return { ...book, notices: [notice, ...others].slice(0, MOST) }
}

/** Work ended while nobody looked: a notice comes when the last of its group has. */
export const end = (book: Book, id: string, outcome: Outcome, now: number): Book => {
  const work = book.open.find((one) => one.id === id)
  if (work === undefined || work.ended !== undefined) return book
  if (work.kind === 'chart' && outcome === 'done' && now - work.since < BRIEF_MS) return drop(book, id)
  const open = book.open.map((one) => (one.id === id ? { ...one, ended: outcome } : one))
  const group = open.filter((one) => one.group === work.group)
  if (group.some((one) => one.ended === undefined)) return { ...book, open }
  return tell({ ...book, open: open.filter((one) => one.group !== work.group) }, group, now)
}

/** Without works so old that no word of them will come. */
export const fresh = (book: Book, now: number): Book =>
  book.open.some((one) => now - one.since > DAY_MS) ? { ...book, open: book.open.filter((one) => now - one.since <= DAY_MS) } : book

export const mark = (book: Book, which: (notice: Notice) => boolean, change: Partial<Pick<Notice, 'read' | 'shown'>>): Book =>
  book.notices.some(which) ? { ...book, notices: book.notices.map((one) => (which(one) ? { ...one, ...change } : one)) } : book

export const unread = (book: Book): number => book.notices.filter((one) => !one.read).length

const texts = (value: object, names: readonly string[]): boolean => names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string')
const isWork = (value: unknown): value is Work => typeof value === 'object' && value !== null && texts(value, ['id', 'kind', 'group', 'title', 'href'])
const isNotice = (value: unknown): value is Notice => typeof value === 'object' && value !== null && texts(value, ['id', 'kind', 'title', 'href'])

/** What a browser kept; what is damaged counts as not there. */
export const readBook = (text: string | null): Book => {
  if (text === null) return EMPTY
  try {
    const { open, notices } = JSON.parse(text) as { readonly open?: unknown; readonly notices?: unknown }
    return { open: Array.isArray(open) ? open.filter(isWork) : [], notices: Array.isArray(notices) ? notices.filter(isNotice) : [] }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return EMPTY
    throw error
  }
}

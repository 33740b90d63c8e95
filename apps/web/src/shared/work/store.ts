import { type Book, EMPTY, fresh, readBook } from './book.ts'

/** The book of whoever is signed in, the same in all tabs of the browser. */
let key: string | null = null
let book: Book = EMPTY
const listeners = new Set<() => void>()

const tellAll = (): void => {
  for (const tell of listeners) tell()
}

const read = (): Book => (key === null ? EMPTY : readBook(localStorage.getItem(key)))

/** Opens the book of an account. */
export const openBook = (userId: number): void => {
  const name = `coset:work:${userId}`
  if (key === name) return
  key = name
  book = fresh(read(), Date.now())
  tellAll()
}

/** Changes what all tabs see. Each change begins at what is kept, since another tab may have written. */
export const change = (edit: (before: Book) => Book): void => {
  const before = read()
  const after = edit(before)
  if (after !== before && key !== null) localStorage.setItem(key, JSON.stringify(after))
  book = after
  tellAll()
}

export const bookNow = (): Book => book

export const onBook = (listener: () => void): (() => void) => {
  const heard = (event: StorageEvent): void => {
    if (event.key !== key && event.key !== null) return
    book = read()
    listener()
  }
  listeners.add(listener)
  window.addEventListener('storage', heard)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', heard)
  }
}

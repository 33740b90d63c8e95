import type { Restored } from '@coset/contract'
import { notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { kindName, type TrashKind } from './kinds.ts'
import type { RestoredAll, TrashEntry, TrashPage } from './types.ts'

const API = '/api/v1/trash/'
const STAY_MS = 12_000
const MOST = 100
/** Answers that name many objects. Pages of one hold work that may not be read anew under somebody's hands, and what is gone cannot be asked. */
const LISTS = new Set(['list', 'trash', 'home', 'tagged', 'palette', 'choices', 'databases'])

const isList = (key: readonly unknown[]): boolean => (typeof key[0] === 'string' && LISTS.has(key[0])) || (key[0] === 'sql-lab' && key[1] === 'saved')

export interface Along {
  readonly with_charts?: boolean
  readonly with_dataset?: boolean
}

/** Puts one entry back. Throws ApiError. */
export const restoreEntry = async (id: number, along: Along = {}): Promise<RestoredAll> =>
  (await api.post<{ result: RestoredAll }>(`${API}${id}/restore`, { body: along })).result

/** The entries of objects that were just deleted. */
export const entriesOf = async (kind: TrashKind, ids: readonly number[]): Promise<readonly TrashEntry[]> => {
  const found: TrashEntry[] = []
  for (let page = 0; found.length < ids.length; page++) {
    const answer = await api.get<TrashPage>(API, { query: { kind, page, page_size: MOST } })
    found.push(...answer.result.filter((entry) => ids.includes(entry.object_id)))
    if ((page + 1) * MOST >= answer.count) break
  }
  return found
}

/** Reads lists and the trash anew, after something went or came back. */
export const refreshLists = (client: QueryClient): Promise<void> => client.invalidateQueries({ predicate: ({ queryKey }) => isList(queryKey) })

/** What came along, what was left out and what is called otherwise now. */
const linesOf = (all: readonly Restored[], along: readonly Restored[]): readonly string[] => [
  ...(along.length === 0 ? [] : [t('Came along: {{names}}', { names: along.map((one) => `${kindName(one.kind)} “${one.name}”`).join(', ') })]),
  ...all.flatMap((one) => one.renamed.map(({ from, to }) => t('“{{from}}” is called “{{to}}” now, as somebody else took its name.', { from, to }))),
  ...all.flatMap((one) =>
    one.left_out.map((left) => t('Left out, as it is gone: {{what}} “{{name}}”', { what: kindName(left.kind).toLowerCase(), name: left.name })),
  ),
]

/** Says what came back. */
export const tellRestored = (done: readonly RestoredAll[]): void => {
  const [first] = done
  if (first === undefined) return
  const along = done.flatMap((one) => one.also)
  const lines = linesOf([...done, ...along], along)
  notifications.show({
    color: 'green',
    autoClose: lines.length === 0 ? 5000 : STAY_MS,
    title: done.length === 1 ? t('“{{name}}” is back', { name: first.name }) : t('{{count}} things are back', { count: done.length }),
    message: lines.length === 0 ? t('With everything that it took along.') : lines.map((line) => <div key={line}>{line}</div>),
  })
}

/** Says that something did not work. */
export const tellProblem = (error: unknown): void => {
  notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
}

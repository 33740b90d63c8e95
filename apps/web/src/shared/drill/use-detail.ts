import type { QueryFilter, QueryResult } from '@coset/chart-kit'
import { conditionsOf, detailQuery, shownConditions } from '@coset/chart-kit/drill'
import { writeExact } from '@coset/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useSession } from '../../session/session.tsx'
import { type Asker, useAsker } from './request.ts'
import type { Subject } from './subject.ts'

export const PAGE_ROWS = 50
const NONE: ReadonlySet<string> = new Set()

/** How many rows there are; guests may not ask for a count of their own, so theirs ends at the most that the server counts. */
const countBody = (asker: Asker, subject: Subject, query: Parameters<Asker['rows']>[1], most: number) =>
  asker.isGuest
    ? asker.rows(subject, { ...query, is_rowcount: true, row_limit: most })
    : asker.rows(
        subject,
        { ...query, columns: [], metrics: [{ expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'rowcount' }], row_limit: 1 },
        { result_type: 'full' },
      )

const countOf = (results: readonly QueryResult[]): number | null => {
  const value = Number(results[0]?.data[0]?.['rowcount'] ?? Number.NaN)
  return Number.isFinite(value) ? value : null
}

/** The rows behind a chart, a page at a time, under conditions that can be taken away. */
export const useDetail = (subject: Subject, datum: readonly QueryFilter[]) => {
  const asker = useAsker()
  const { limits } = useSession()
  const [removed, setRemoved] = useState<ReadonlySet<string>>(NONE)
  const [page, setPage] = useState(0)
  const [reloads, setReloads] = useState(0)
  const all = useMemo(() => conditionsOf(subject.formData, datum), [subject.formData, datum])
  const kept = useMemo(() => all.filter((one) => !removed.has(one.id)), [all, removed])
  const query = useMemo(() => detailQuery(subject.formData, kept), [subject.formData, kept])
  const key = [subject.chartId, writeExact(query), reloads]
  const force = reloads > 0 ? { force: true } : {}
  const rows = useQuery({
    queryKey: ['drill-rows', ...key, page],
    queryFn: async ({ signal }) => {
      const body = asker.rows(subject, { ...query, row_limit: PAGE_ROWS, row_offset: page * PAGE_ROWS }, force)
      return { page, result: (await asker.ask(subject, body, signal))[0] }
    },
    placeholderData: (before) => before,
    gcTime: 60_000,
    staleTime: 60_000,
    retry: false,
  })
  const count = useQuery({
    queryKey: ['drill-count', ...key],
    queryFn: async ({ signal }) => countOf(await asker.ask(subject, { ...countBody(asker, subject, query, limits.sql_max_row), ...force }, signal)),
    gcTime: 60_000,
    staleTime: 60_000,
    retry: false,
  })
  const total = count.data ?? null
  const start = (change: () => void): void => {
    setPage(0)
    change()
  }
  return {
    rows,
    total,
    /** There may be more than were counted. */
    isCut: asker.isGuest && total !== null && total >= limits.sql_max_row,
    counting: count.isFetching,
    page,
    setPage,
    conditions: shownConditions(kept),
    removed: removed.size,
    remove: (id: string) => start(() => setRemoved(new Set([...removed, id]))),
    restore: () => start(() => setRemoved(NONE)),
    reload: () => setReloads(reloads + 1),
    file: () => asker.rows(subject, query, { result_format: 'csv' }),
  }
}

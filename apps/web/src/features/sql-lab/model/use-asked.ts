import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import type { TabPatch } from './types.ts'
import type { Tabs } from './use-tabs.ts'

interface Permalink {
  readonly dbId: number
  readonly name: string
  readonly sql: string
  readonly schema?: string | null
  readonly templateParams?: string | null
}

interface Kept {
  readonly id: number
  readonly label: string
  readonly description: string | null
  readonly sql: string
  readonly schema: string | null
  readonly template_parameters: string | null
  readonly database: { readonly id: number } | null
  readonly changed_on_ms: number
}

interface Run {
  readonly tab_name: string | null
  readonly sql: string
  readonly schema: string | null
  readonly database: { readonly id: number }
}

const ofPermalink = async (key: string): Promise<TabPatch> => {
  const link = await api.get<Permalink>(`/api/v1/sqllab/permalink/${encodeURIComponent(key)}`)
  return { label: link.name, sql: link.sql, databaseId: link.dbId, schema: link.schema ?? null, parameters: link.templateParams ?? '' }
}

/** A tab of a saved query, with its template parameters. Throws ApiError. */
export const ofSavedQuery = async (id: string | number): Promise<TabPatch> => {
  const { result } = await api.get<{ result: Kept }>(`/api/v1/saved_query/${encodeURIComponent(id)}`)
  const { label, description, sql, schema, database, template_parameters: parameters, changed_on_ms: readOn } = result
  const saved = { id: result.id, label, description: description ?? '', readOn }
  return { label, sql, schema, databaseId: database?.id ?? null, parameters: parameters ?? '', saved }
}

const ofRun = async (id: string): Promise<TabPatch> => {
  const { result } = await api.get<{ result: Run }>(`/api/v1/query/${encodeURIComponent(id)}`)
  const label = result.tab_name === null || result.tab_name === '' ? t('Query {{number}}', { number: id }) : result.tab_name
  return { label, sql: result.sql, schema: result.schema, databaseId: result.database.id }
}

/** `?dbid=1&sql=SELECT 1&schema=public&title=A name`, as other programs write it. It opens and does not run: a link must not ask a database. */
const ofText = async (text: string): Promise<TabPatch> => {
  const given = new URLSearchParams(text)
  const label = given.get('title') ?? ''
  return {
    ...(label === '' ? {} : { label }),
    sql: given.get('sql') ?? '',
    schema: given.get('schema'),
    databaseId: /^\d{1,9}$/.test(given.get('dbid') ?? '') ? Number(given.get('dbid')) : null,
  }
}

const READERS = { permalink: ofPermalink, savedQueryId: ofSavedQuery, queryId: ofRun, text: ofText } as const

/** What the address wants to be opened in a tab of its own. */
export interface Asked {
  readonly by: keyof typeof READERS
  readonly value: string
}

/** `/sqllab/p/<key>`, `?savedQueryId=7`, `?queryId=7` or `?dbid=1&sql=…`; null: only SQL Lab itself. */
export const useAsked = (): Asked | null => {
  const { key } = useParams()
  const [parameters] = useSearchParams()
  if (key !== undefined) return { by: 'permalink', value: key }
  for (const by of ['savedQueryId', 'queryId'] as const) {
    const value = parameters.get(by)
    if (value !== null) return { by, value }
  }
  return parameters.has('dbid') || parameters.has('sql') ? { by: 'text', value: parameters.toString() } : null
}

/** Opens what the address asks for, once. */
export const useAskedTab = ({ opening, open }: Tabs, asked: Asked | null): void => {
  const [, setParameters] = useSearchParams()
  const done = useRef('')
  const by = asked?.by
  const value = asked?.value ?? ''
  useEffect(() => {
    if (by === undefined) done.current = ''
    if (by === undefined || opening === undefined || opening.databases.length === 0 || done.current === `${by} ${value}`) return
    done.current = `${by} ${value}`
    const read = async (): Promise<void> => {
      try {
        await open(await READERS[by](value))
      } catch (error) {
        notifications.show({ color: 'red', title: t('That could not be opened'), message: error instanceof Error ? error.message : String(error) })
        if (opening.tabs.length === 0) await open()
      }
      // Read anew, the page does not open it a second time
      if (by !== 'permalink') setParameters({}, { replace: true })
    }
    void read()
  }, [by, value, opening, open, setParameters])
}

import type { FormData } from '@coset/chart-kit'
import { useState } from 'react'
import { useLocation, useParams } from 'react-router'

const KEYS = ['slice_id', 'datasource_id', 'datasource_type', 'dataset_id', 'form_data_key', 'permalink_key', 'viz_type'] as const

export interface Source {
  /** The query of `GET /api/v1/explore/`. */
  readonly query: Readonly<Record<string, string>>
  readonly vizType: string | null
  /** Settings that stand in the address itself, as links of old write them; null: none. */
  readonly given: FormData | null
  /** The address that this was read from; own changes of the address carry it along. */
  readonly from: string
}

/** `form_data` of an address, also where it was encoded twice; null when it holds no settings. */
export function givenForm(text: string | null): FormData | null {
  if (text === null) return null
  try {
    const form: unknown = JSON.parse(/^%7B/i.test(text) ? decodeURIComponent(text) : text)
    return typeof form === 'object' && form !== null && !Array.isArray(form) ? (form as FormData) : null
  } catch {
    return null
  }
}

const idOf = (value: unknown): string | undefined => (/^\d+$/.test(String(value)) ? String(value) : undefined)

/** What an address asks for; `permalink` is the key of its path. */
export function readSource(search: string, permalink: string | undefined): Source {
  const parameters = new URLSearchParams(search)
  const query: Record<string, string> = {}
  for (const key of KEYS) {
    const value = parameters.get(key)
    if (value !== null && value !== '' && key !== 'viz_type' && key !== 'dataset_id') query[key] = value
  }
  const given = givenForm(parameters.get('form_data'))
  const slice = idOf(given?.['slice_id'])
  if (slice !== undefined) query['slice_id'] ??= slice
  const own = given?.['datasource']
  const old = parameters.get('datasource') ?? (query['slice_id'] === undefined && typeof own === 'string' ? own : null)
  const [id, type] = old === null ? [parameters.get('dataset_id'), 'table'] : old.split('__')
  if (id && query['datasource_id'] === undefined) query['datasource_id'] = id
  if (query['datasource_id'] !== undefined) query['datasource_type'] ??= type ?? 'table'
  if (permalink !== undefined) query['permalink_key'] = permalink
  return { query, vizType: parameters.get('viz_type'), given, from: `${permalink ?? ''}${search}` }
}

/** What the address asks for. Changes of the address that this page made itself (marked with `state.own`) load nothing. */
export function useSource(): Source {
  const location = useLocation()
  const { key } = useParams<{ key: string }>()
  const [source, setSource] = useState(() => readSource(location.search, key))
  const own = (location.state as { readonly own?: string } | null)?.own
  if (own === source.from || `${key ?? ''}${location.search}` === source.from) return source
  const next = readSource(location.search, key)
  setSource(next)
  return next
}

import { useState } from 'react'
import { useLocation, useParams } from 'react-router'

const KEYS = ['slice_id', 'datasource_id', 'datasource_type', 'dataset_id', 'form_data_key', 'permalink_key', 'viz_type'] as const

export interface Source {
  /** The query of `GET /api/v1/explore/`. */
  readonly query: Readonly<Record<string, string>>
  readonly vizType: string | null
  /** The address that this was read from; own changes of the address carry it along. */
  readonly from: string
}

function read(search: string, permalink: string | undefined): Source {
  const parameters = new URLSearchParams(search)
  const query: Record<string, string> = {}
  for (const key of KEYS) {
    const value = parameters.get(key)
    if (value !== null && value !== '' && key !== 'viz_type' && key !== 'dataset_id') query[key] = value
  }
  const old = parameters.get('datasource')
  const [id, type] = old === null ? [parameters.get('dataset_id'), 'table'] : old.split('__')
  if (id && query['datasource_id'] === undefined) query['datasource_id'] = id
  if (query['datasource_id'] !== undefined) query['datasource_type'] ??= type ?? 'table'
  if (permalink !== undefined) query['permalink_key'] = permalink
  return { query, vizType: parameters.get('viz_type'), from: `${permalink ?? ''}${search}` }
}

/** What the address asks for. Changes of the address that this page made itself (marked with `state.own`) load nothing. */
export function useSource(): Source {
  const location = useLocation()
  const { key } = useParams<{ key: string }>()
  const [source, setSource] = useState(() => read(location.search, key))
  const own = (location.state as { readonly own?: string } | null)?.own
  if (own === source.from || `${key ?? ''}${location.search}` === source.from) return source
  const next = read(location.search, key)
  setSource(next)
  return next
}

import { Skeleton, Text } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import classes from './history.module.css'
import { hrefOf, kindIcon, kindName, type UsedKind } from './kinds.ts'
import type { Use, Uses } from './types.ts'

/** So many objects are asked about; of more the first ones are told. */
const MOST_ASKED = 20
const MOST_NAMED = 12

const load = async (kind: UsedKind, id: number, signal: AbortSignal): Promise<Uses> => {
  try {
    return (await api.get<{ result: Uses }>(`/api/v1/history/${kind}/${id}/used-by`, { signal })).result
  } catch (error) {
    // Whoever may not delete it is not told; the deletion itself will be refused
    if (error instanceof ApiError && (error.status === 404 || error.status === 403)) return {}
    throw error
  }
}

const merged = (all: readonly Uses[], own: ReadonlySet<string>): { readonly named: readonly Use[]; readonly others: number } => {
  const named = new Map<string, Use>()
  let others = 0
  for (const { count, result } of all.flatMap((uses) => Object.values(uses))) {
    others += count - result.length
    for (const use of result) if (!own.has(`${use.kind}:${use.id}`)) named.set(`${use.kind}:${use.id}`, use)
  }
  const shown = [...named.values()]
  return { named: shown.slice(0, MOST_NAMED), others: others + Math.max(0, shown.length - MOST_NAMED) }
}

const Named = ({ use }: { readonly use: Use }) => {
  const Icon = kindIcon(use.kind)
  const href = hrefOf(use.kind, use.id)
  const name = use.name === '' ? t('Untitled') : use.name
  return (
    <li>
      <Icon size={16} stroke={1.5} aria-hidden />
      <span className="coset-visually-hidden">{kindName(use.kind)}</span>
      {href === null ? <span>{name}</span> : <Link to={href}>{name}</Link>}
    </li>
  )
}

/** What uses the objects: by name what one sees, the others counted. */
export const UsedBy = ({ kind, ids }: { readonly kind: UsedKind; readonly ids: readonly number[] }) => {
  const asked = useQueries({
    queries: ids.slice(0, MOST_ASKED).map((id) => ({
      queryKey: ['used-by', kind, id],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => load(kind, id, signal),
      staleTime: 0,
      retry: false,
    })),
  })
  if (asked.some((one) => one.isPending)) return <Skeleton height={20} aria-busy="true" />
  const failed = asked.find((one) => one.error !== null)?.error
  if (failed !== undefined && failed !== null)
    return (
      <Text size="sm" c="dimmed">
        {t('What uses it could not be read: {{reason}}', { reason: failed.message })}
      </Text>
    )
  const own = new Set(ids.map((id) => `${kind}:${id}`))
  const { named, others } = merged(
    asked.flatMap(({ data }) => (data === undefined ? [] : [data])),
    own,
  )
  if (named.length === 0 && others === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('Nothing uses it.')}
      </Text>
    )
  return (
    <div>
      <Text size="sm" fw={600}>
        {t('Used by')}
      </Text>
      <ul className={classes['uses']}>
        {named.map((use) => (
          <Named key={`${use.kind}:${use.id}`} use={use} />
        ))}
        {others > 0 && <li>{named.length === 0 ? t('{{count}} that you do not see', { count: others }) : t('and {{count}} more', { count: others })}</li>}
      </ul>
    </div>
  )
}

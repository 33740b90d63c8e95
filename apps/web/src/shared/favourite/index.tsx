import { ActionIcon } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconStar, IconStarFilled } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'

type Kind = 'dashboard' | 'chart' | 'tag'

interface Status {
  readonly result: readonly { readonly id: number; readonly value: boolean }[]
}

/** Which of the ids are marked. */
export const useFavourites = (kind: Kind, ids: readonly number[]): ReadonlySet<number> => {
  const key = [...ids].sort((a, b) => a - b)
  const { data } = useQuery({
    queryKey: ['favourites', kind, key],
    queryFn: () => api.get<Status>(`/api/v1/${kind}/favorite_status/`, { q: key }),
    enabled: key.length > 0,
  })
  return new Set((data?.result ?? []).filter((row) => row.value).map((row) => row.id))
}

/** A star that marks an object; shows at once, takes itself back when the server refuses. None for people who are not signed in. */
export const Favourite = ({ kind, id, name }: { readonly kind: Kind; readonly id: number; readonly name: string }) => {
  const client = useQueryClient()
  const { user } = useSession()
  const queryKey = ['favourites', kind, [id]]
  const on = useFavourites(kind, user === null ? [] : [id]).has(id)
  const toggle = async (): Promise<void> => {
    client.setQueryData<Status>(queryKey, { result: [{ id, value: !on }] })
    try {
      await (on ? api.delete(`/api/v1/${kind}/${id}/favorites/`) : api.post(`/api/v1/${kind}/${id}/favorites/`))
    } catch (error) {
      client.setQueryData<Status>(queryKey, { result: [{ id, value: on }] })
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    }
  }
  if (user === null) return null
  return (
    <ActionIcon
      variant="subtle"
      color={on ? 'yellow' : 'gray'}
      aria-pressed={on}
      aria-label={on ? t('Remove {{name}} from favourites', { name }) : t('Add {{name}} to favourites', { name })}
      onClick={() => void toggle()}
    >
      {on ? <IconStarFilled size={18} /> : <IconStar size={18} stroke={1.5} />}
    </ActionIcon>
  )
}

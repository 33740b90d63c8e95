import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { api, setCsrfToken } from './api.ts'
import { applyTimes } from './times.ts'

export interface User {
  readonly id: number
  readonly username: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly is_admin: boolean
  readonly roles: readonly string[]
}

/** Another directory that people come from. */
export interface SignInProvider {
  readonly kind: 'redirect' | 'header'
  readonly name: string
  readonly label: string
  readonly icon: string
}

export interface Bootstrap {
  readonly app: { readonly name: string; readonly version: string }
  readonly csrf_token: string
  readonly user: User | null
  /** Whoever sees the site as `user`, and until when; null: they are themselves. */
  readonly viewing: {
    readonly by: { readonly id: number; readonly username: string; readonly first_name: string; readonly last_name: string }
    readonly until: string
  } | null
  /** What the ways in offer beside the password. */
  readonly sign_in: {
    readonly reset: boolean
    readonly registration: boolean
    readonly password_min_length: number
    /** A name and a password are taken by somebody: accounts of the site, or a directory. */
    readonly password: boolean
    readonly providers: readonly SignInProvider[]
  }
  readonly permissions: readonly string[]
  readonly feature_flags: Readonly<Record<string, boolean>>
  /** The site's themes: `{token, algorithm}` as somebody wrote it; null: its own look. */
  readonly themes: { readonly light: unknown; readonly dark: unknown }
  readonly limits: {
    readonly row_limit: number
    readonly sql_max_row: number
    readonly samples_row_limit: number
    readonly filter_select_row_limit: number
    /** Days that deleted objects can be put back; 0: for ever. */
    readonly trash_days: number
  }
}

export interface Session extends Bootstrap {
  /** `allows('can_write', 'Chart')`. */
  allows(verb: string, view: string): boolean
  reload(): Promise<void>
}

const Context = createContext<Session | null>(null)

const load = async (): Promise<Bootstrap> => {
  const answer = await api.get<Bootstrap>('/api/v1/coset/bootstrap')
  setCsrfToken(answer.csrf_token)
  applyTimes(answer.viewing?.by.id ?? answer.user?.id ?? null)
  return answer
}

/** Who is signed in and what they may do, for everything below. */
export const SessionProvider = ({
  children,
  waiting,
  failed,
}: {
  readonly children: ReactNode
  readonly waiting: ReactNode
  readonly failed: (error: Error, retry: () => void) => ReactNode
}) => {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({ queryKey: ['bootstrap'], queryFn: load, staleTime: Number.POSITIVE_INFINITY, retry: 1 })
  useEffect(() => {
    const out = (): void => void client.invalidateQueries({ queryKey: ['bootstrap'] })
    window.addEventListener('coset:signed-out', out)
    return () => window.removeEventListener('coset:signed-out', out)
  }, [client])
  if (error !== null && data === undefined) return failed(error, () => void refetch())
  if (data === undefined) return waiting
  const permissions = new Set(data.permissions)
  const session: Session = {
    ...data,
    allows: (verb, view) => permissions.has(`${verb} on ${view}`),
    reload: async () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'bootstrap' })
      await refetch()
    },
  }
  return <Context value={session}>{children}</Context>
}

export const useSession = (): Session => {
  const session = useContext(Context)
  if (session === null) throw new Error('useSession outside of SessionProvider')
  return session
}

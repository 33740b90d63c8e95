/** A byte cache with time-outs. Unreachable backends behave as empty: they slow, they never break. */
export interface Cache {
  /** Other processes see the same entries: work may be left to whoever holds a lease. */
  readonly shared: boolean
  get(key: string): Promise<Uint8Array | undefined>
  /** `ttlSeconds` > 0. A value that the backend cannot hold is dropped silently. */
  set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>
  delete(key: string): Promise<void>
  /** Every key that starts with the prefix. */
  deletePrefix(prefix: string): Promise<void>
  /**
   * True when nobody held the lease and it is now this owner's, for `ttlSeconds` or until released; also when the backend does not answer,
   * so that everybody goes on alone.
   */
  lease(key: string, owner: string, ttlSeconds: number): Promise<boolean>
  /** Gives the lease back when it is still this owner's. */
  release(key: string, owner: string): Promise<void>
  close(): Promise<void>
}

/** Told when a backend stops and when it answers again; at most once a change. */
export type CacheWatcher = (state: 'lost' | 'back', reason: string) => void

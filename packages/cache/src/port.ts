/** A byte cache with time-outs. Unreachable backends behave as empty: they slow, they never break. */
export interface Cache {
  get(key: string): Promise<Uint8Array | undefined>
  /** `ttlSeconds` > 0. A value that the backend cannot hold is dropped silently. */
  set(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>
  delete(key: string): Promise<void>
  /** Every key that starts with the prefix. */
  deletePrefix(prefix: string): Promise<void>
  close(): Promise<void>
}

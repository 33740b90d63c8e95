/** A request of a page, whose origin is the only one that there is. */
export interface PageRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** What is to be shown and taken. */
export interface Shot {
  /** Path and query of the page. */
  readonly url: string
  /** Made when the picture has its turn; goes with every request of the page as a header, and never into the page. */
  readonly token: () => Promise<string>
  /** px of the page */
  readonly width: number
  /** px of the picture; null: as high as the page is. */
  readonly height: number | null
  /** px; more of a high page is left out. */
  readonly mostHeight?: number
  readonly kind: 'png' | 'pdf'
  /** Device pixels per px. */
  readonly scale: number
  /** Attribute `data-…` of the root that says `true` when all is drawn, and `failed` when there is nothing to show. */
  readonly waitFor: string
}

export interface PoolOptions {
  readonly executable: string
  /** Scheme and host of the pages; nothing listens there: requests are given to `answer`. */
  readonly origin: string
  readonly tokenHeader: string
  readonly answer: (request: PageRequest, signal: AbortSignal) => Promise<PageAnswer>
  /** Pages open at once. */
  readonly pages: number
  /** Megabytes of a page's scripts. */
  readonly memoryMb: number
  /** How long a picture may take from its turn on. */
  readonly deadlineMs: number
  /** The browser ends after so long without a picture. */
  readonly idleMs: number
  /** A browser is replaced after so many pictures. */
  readonly picturesEach: number
}

/** Pictures of pages, by a browser that is started when it is needed. */
export interface Pool {
  /** Rejects when the page fails, the deadline passes, the signal ends it or the browser dies; the next picture gets a new browser where it must. */
  shoot(shot: Shot, signal: AbortSignal): Promise<Uint8Array>
  /** Pages open now, and most that were open at once. */
  readonly open: number
  readonly mostOpen: number
  close(): Promise<void>
}

/** A file that travels with a notice. */
export interface Attachment {
  /** `screenshot_0.png`, `report.pdf`, `report.csv`, `report.xlsx`. */
  readonly name: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** A table that channels write in their own way (HTML in a mail, fixed width in a chat). Cells are texts as shown. */
export interface TextTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** What is told to one recipient. All texts are plain, `description` may hold Markdown; none is trusted. */
export interface Notice {
  /** Names the run: the same notice sent again (after a crash) carries the same id. */
  readonly id: string
  readonly kind: 'report' | 'alert' | 'error'
  /** Of the schedule. */
  readonly name: string
  readonly subject: string
  readonly description: string
  /** Where the dashboard or chart is seen; null: nowhere (a connection test, say). */
  readonly url: string | null
  readonly linkText: string
  readonly images: readonly Attachment[]
  readonly attachments: readonly Attachment[]
  readonly table: TextTable | null
  /** Why there is no content; shown in place of it. */
  readonly error: string | null
  readonly source: { readonly chartId: number | null; readonly dashboardId: number | null; readonly scheduleId: number; readonly format: string }
}

/** One recipient's settings as stored with the schedule. */
export interface Target {
  readonly target: string
  readonly ccTarget: string
  readonly bccTarget: string
}

/** Throws Undeliverable (`@coset/core`); its message holds no secret and no address of a webhook. */
export interface Channel {
  send(notice: Notice, target: Target, signal: AbortSignal): Promise<void>
  /** Resolves when the service answers and takes the credentials; sends nothing. */
  check(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** A stored target that is wrong, in a sentence; null: fine. */
export type TargetCheck = (target: Target) => string | null

export interface ChannelSettings {
  readonly email: {
    /** `smtp://[user:password@]host:port` (STARTTLS when offered), `smtps://…` (TLS from the start); empty: no mail. */
    readonly url: string
    readonly from: string
    readonly requireTls: boolean
  }
  readonly slack: {
    readonly token: string
    /** Of the Slack API; for tests and proxies. */
    readonly apiUrl: string
  }
  readonly webhook: {
    /** Signs each body (HMAC-SHA256, header `X-Coset-Signature: t=<unix seconds>,v1=<hex>` over `<t>.<body>`); empty: unsigned. */
    readonly secret: string
    readonly httpsOnly: boolean
    readonly allowPrivateAddresses: boolean
  }
}

/** One kind of recipient. */
export interface ChannelMember {
  /** Recipient types of schedules that it serves: `Email`, `Slack` and `SlackV2`, `Webhook`. */
  readonly types: readonly string[]
  readonly label: string
  readonly checkTarget: TargetCheck
  /** Why it cannot be used with these settings; null: it can. */
  readonly missing: (settings: ChannelSettings) => string | null
  readonly open: (settings: ChannelSettings) => Promise<Channel>
}

/** A condition that every row which a guest sees must meet; `dataset` null: rows of any dataset. */
export interface GuestRule {
  readonly dataset: number | null
  readonly clause: string
}

/** What a guest's token opens: dashboards, by id or by the UUID of their embedding, under row rules. */
export interface GuestGrant {
  readonly dashboards: readonly string[]
  readonly rules: readonly GuestRule[]
}

/** Does the token name this dashboard? `embeddedUuid` null: it is not embedded. */
export const grantsDashboard = (grant: GuestGrant, dashboard: { readonly id: number; readonly embeddedUuid: string | null }): boolean =>
  grant.dashboards.some((ref) => ref === String(dashboard.id) || (dashboard.embeddedUuid !== null && ref.toLowerCase() === dashboard.embeddedUuid))

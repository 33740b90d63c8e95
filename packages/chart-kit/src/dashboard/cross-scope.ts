/** A part of a dashboard: what stands below the roots, but for some charts. */
export interface Scope {
  readonly rootPath: readonly string[]
  readonly excluded: readonly number[]
}

/** Whom selections on charts filter: as the dashboard says for all, or as it says for one chart. */
export interface CrossScopes {
  readonly all: Scope
  readonly own: ReadonlyMap<number, Scope>
}

export const EVERYTHING: Scope = { rootPath: ['ROOT_ID'], excluded: [] }
export const EVERYWHERE: CrossScopes = { all: EVERYTHING, own: new Map() }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const readScope = (value: unknown): Scope | null => {
  if (!isRecord(value) || !Array.isArray(value['rootPath'])) return null
  const excluded = Array.isArray(value['excluded']) ? value['excluded'] : []
  return {
    rootPath: value['rootPath'].filter((id) => typeof id === 'string'),
    excluded: excluded.filter((id) => typeof id === 'number'),
  }
}

/** Reads `global_chart_configuration` and `chart_configuration`; what cannot be read filters everything. */
export const readCrossScopes = (metadata: Readonly<Record<string, unknown>>): CrossScopes => {
  const { global_chart_configuration: forAll, chart_configuration: forEach } = metadata
  const own = new Map<number, Scope>()
  for (const [id, entry] of Object.entries(isRecord(forEach) ? forEach : {})) {
    const cross = isRecord(entry) && isRecord(entry['crossFilters']) ? entry['crossFilters'] : {}
    const scope = readScope(cross['scope'])
    if (scope !== null) own.set(Number(id), scope)
  }
  return { all: (isRecord(forAll) ? readScope(forAll['scope']) : null) ?? EVERYTHING, own }
}

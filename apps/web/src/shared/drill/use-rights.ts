import type { ChartDefinition } from '@coset/chart-kit'
import { useSession } from '../../session/session.tsx'

export interface DrillRights {
  readonly detail: boolean
  readonly by: boolean
  /** Opening what one found in Explore. */
  readonly edit: boolean
  readonly files: boolean
}

/** What the person may drill; the server decides the same again. */
export const useDrillRights = (definition: ChartDefinition, hidesRows: boolean): DrillRights => {
  const session = useSession()
  const drills = session.allows('can_drill', 'Dashboard') || (session.user !== null && session.allows('can_explore', 'Superset'))
  const { behaviours } = definition
  return {
    detail: drills && !hidesRows && behaviours.includes('DRILL_TO_DETAIL') && session.allows('can_samples', 'Datasource'),
    by: drills && behaviours.includes('DRILL_BY') && session.allows('can_get_drill_info', 'Dataset'),
    edit: session.user !== null && session.allows('can_explore', 'Superset') && session.allows('can_write', 'ExploreFormDataRestApi'),
    files: session.allows('can_csv', 'Superset'),
  }
}

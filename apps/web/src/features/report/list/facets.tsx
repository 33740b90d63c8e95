import { t } from '../../../session/i18n.ts'
import { relatedSource, resourceSource } from '../../../shared/remote-select/index.tsx'
import type { Facet } from '../../../shared/resource-list/index.tsx'
import { remoteFacet } from '../../../shared/resource-list/remote-facet.tsx'
import { API } from '../model/kind.ts'
import { STATES, stateName } from '../model/state-badge.tsx'

const owners = relatedSource(`${API}/related/owners`)
const makers = relatedSource(`${API}/related/created_by`)

const dashboards = resourceSource('/api/v1/dashboard/', 'dashboard_title', 'title_or_slug')
const charts = resourceSource('/api/v1/chart/', 'slice_name', 'chart_all_text')

/** Menus of dashboards and charts lead to their own reports; nobody else is bothered with the choice. */
const about = (key: 'dashboard' | 'chart', label: string, source: typeof owners): Facet => {
  const facet = remoteFacet(key, label, source, { col: `${key}_id`, opr: 'eq' })
  return { ...facet, control: (value, onChange) => (value === null ? null : facet.control?.(value, onChange)) }
}

export const facets = (): readonly Facet[] => [
  remoteFacet('owner', t('Owner'), owners, { col: 'owners', opr: 'rel_m_m' }),
  {
    key: 'state',
    label: t('Last state'),
    choices: STATES.map((value) => ({ value, label: stateName(value) })),
    toFilter: (value) => ({ col: 'last_state', opr: 'eq', value }),
  },
  {
    key: 'active',
    label: t('Active'),
    choices: [
      { value: 'true', label: t('Switched on') },
      { value: 'false', label: t('Switched off') },
    ],
    toFilter: (value) => ({ col: 'active', opr: 'eq', value: value === 'true' }),
  },
  remoteFacet('created_by', t('Created by'), makers, { col: 'created_by', opr: 'rel_o_m' }),
  about('dashboard', t('Dashboard'), dashboards),
  about('chart', t('Chart'), charts),
]

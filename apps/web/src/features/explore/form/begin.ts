import type { ChartDefinition, FormData } from '@coset/chart-kit'
import { isQuestion, sourceOf, uidOf } from '../source.ts'
import type { Loaded } from '../types.ts'
import { freshForm, readyForm } from './start.ts'

export interface Begin {
  /** The settings that editing starts with. */
  readonly form: FormData
  /** The saved settings that changes are told against. */
  readonly saved: FormData
}

type DefinitionFor = (vizType: string) => ChartDefinition
const START_TYPE = 'echarts_timeseries_line'
const CARRIED: ReadonlySet<string> = new Set(['datasource', 'viz_type', 'slice_id'])
/** What the server tells of the request in every form: settings only where they were saved. */
const OF_REQUEST: ReadonlySet<string> = new Set(['url_params', 'applied_time_extras'])

function ready(form: FormData, definitionFor: DefinitionFor, loaded: Loaded): FormData {
  const identity = { datasource: uidOf(sourceOf(loaded.dataset)), ...(loaded.slice !== null && { slice_id: loaded.slice.slice_id }) }
  return readyForm(definitionFor(form.viz_type ?? 'table'), { ...form, ...identity }, loaded.dataset)
}

/** A fresh chart is a line over time where the dataset has a time and the address asks for nothing else; of a query it is the table of its rows. */
function freshType(wanted: string | null, loaded: Loaded, known: (vizType: string) => boolean): string {
  if (wanted !== null) return wanted
  return loaded.dataset.main_dttm_col && !isQuestion(loaded.dataset) && known(START_TYPE) ? START_TYPE : 'table'
}

/** What editing starts with: a saved chart, kept settings, or a fresh chart. `vizType` is the type that the address asks for. */
export function begin(loaded: Loaded, vizType: string | null, definitionFor: DefinitionFor, known: (vizType: string) => boolean): Begin {
  const { slice, dataset } = loaded
  const given: FormData = Object.fromEntries(
    Object.entries(loaded.form_data).filter(([key]) => !OF_REQUEST.has(key) || (slice !== null && Object.hasOwn(slice.form_data, key))),
  )
  const isFresh = slice === null && Object.keys(given).every((key) => CARRIED.has(key))
  if (isFresh) {
    const type = freshType(vizType, loaded, known)
    const form = freshForm(definitionFor(type), { ...given, viz_type: type, datasource: uidOf(sourceOf(dataset)) }, dataset)
    return { form, saved: form }
  }
  const form = ready(given, definitionFor, loaded)
  return { form, saved: slice === null ? form : ready(slice.form_data, definitionFor, loaded) }
}

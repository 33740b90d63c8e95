import { sql } from 'kysely'
import { readableDatasets } from '../dataset/index.ts'
import { createdByColumn, type Listing, likeText, markOperators, ownersColumn, tagsColumn } from '../listing/index.ts'
import { relatedPeople } from '../people/related.ts'
import { presentCharts } from './present.ts'

const allText = (value: unknown) => {
  const like = `%${likeText(value)}%`
  return value === '' || value === null || value === undefined
    ? null
    : sql`(lower(charts.slice_name) like ${like} or lower(charts.description) like ${like} or lower(charts.viz_type) like ${like} or lower(chart_datasets.table_name) like ${like})`
}

export const chartListing: Listing = {
  table: 'charts',
  view: 'Chart',
  listTitle: 'List Slice',
  addTitle: 'Add Slice',
  editTitle: 'Edit Slice',
  maxPageSize: 100,
  addColumns: ['slice_name'],
  editColumns: ['slice_name'],
  listColumns: [
    'is_managed_externally',
    'certified_by',
    'certification_details',
    'cache_timeout',
    'changed_by.first_name',
    'changed_by.last_name',
    'changed_by.id',
    'changed_by_name',
    'changed_on_delta_humanized',
    'changed_on_dttm',
    'changed_on_utc',
    'created_by.first_name',
    'created_by.id',
    'created_by.last_name',
    'created_by_name',
    'created_on_delta_humanized',
    'datasource_id',
    'datasource_name_text',
    'datasource_type',
    'datasource_url',
    'description',
    'description_markeddown',
    'edit_url',
    'form_data',
    'id',
    'last_saved_at',
    'last_saved_by.id',
    'last_saved_by.first_name',
    'last_saved_by.last_name',
    'owners.id',
    'owners.first_name',
    'owners.last_name',
    'owners.email',
    'dashboards.id',
    'dashboards.dashboard_title',
    'params',
    'slice_name',
    'slice_url',
    'table.default_endpoint',
    'table.table_name',
    'thumbnail_url',
    'url',
    'viz_type',
    'tags.id',
    'tags.name',
    'tags.type',
    'uuid',
  ],
  orderColumns: {
    'changed_by.first_name': 'changed_people.first_name',
    changed_on_delta_humanized: 'charts.changed_on',
    datasource_id: 'charts.datasource_id',
    datasource_name: 'chart_datasets.table_name',
    last_saved_at: 'charts.last_saved_at',
    'last_saved_by.id': 'charts.last_saved_by',
    'last_saved_by.first_name': 'saved_people.first_name',
    'last_saved_by.last_name': 'saved_people.last_name',
    slice_name: 'charts.slice_name',
    viz_type: 'charts.viz_type',
  },
  joins: sql`left join users as changed_people on changed_people.id = charts.changed_by left join users as saved_people on saved_people.id = charts.last_saved_by left join datasets as chart_datasets on chart_datasets.id = charts.datasource_id`,
  search: {
    id: {
      kind: 'number',
      ref: 'charts.id',
      operators: {
        ...markOperators('charts', 'chart', { favourite: 'chart_is_favorite', certified: 'chart_is_certified' }),
        chart_owned_created_favored_by_me: (value, actor) =>
          value !== true
            ? null
            : sql`(charts.created_by = ${actor.id ?? 0} or exists (select 1 from owners where object_type = 'chart' and object_id = charts.id and user_id = ${actor.id ?? 0}) or exists (select 1 from favourites where object_type = 'chart' and object_id = charts.id and user_id = ${actor.id ?? 0}))`,
      },
    },
    uuid: { kind: 'text', ref: 'charts.uuid' },
    slice_name: { kind: 'text', ref: 'charts.slice_name', operators: { chart_all_text: allText } },
    description: { kind: 'text', ref: 'charts.description' },
    viz_type: { kind: 'text', ref: 'charts.viz_type' },
    datasource_id: { kind: 'number', ref: 'charts.datasource_id' },
    datasource_name: { kind: 'text', ref: 'chart_datasets.table_name' },
    datasource_type: { kind: 'text', ref: 'charts.datasource_type' },
    created_by: createdByColumn('charts', { has: 'chart_has_created_by', me: 'chart_created_by_me' }),
    changed_by: { kind: 'to-one', ref: 'charts.changed_by' },
    last_saved_at: { kind: 'moment', ref: 'charts.last_saved_at' },
    last_saved_by: { kind: 'to-one', ref: 'charts.last_saved_by' },
    owners: ownersColumn('charts', 'chart'),
    dashboards: {
      kind: 'to-many',
      related: (id) => sql`exists (select 1 from dashboard_charts where dashboard_charts.chart_id = charts.id and dashboard_charts.dashboard_id = ${id})`,
    },
    tags: tagsColumn('charts', 'chart', { byName: 'chart_tags', byId: 'chart_tag_id' }),
  },
  visible: async (ctx, actor) => {
    const readable = await readableDatasets(ctx, actor)
    return readable === null ? null : sql`charts.datasource_id in (select datasets.id from datasets where ${readable})`
  },
  present: presentCharts,
  related: { owners: relatedPeople, created_by: relatedPeople, changed_by: relatedPeople },
}

import { arrived, audit, idsOf, type Kind, LeftOut, type Move, ref, uuidOf } from '../move.ts'

export const themes: Kind = {
  kind: 'theme',
  from: 'themes',
  to: 'themes',
  name: (row) => row.text('theme_name') ?? '',
  values: (row, move) =>
    // Those of the other site itself stay there: ours are ours
    row.flag('is_system')
      ? null
      : {
          uuid: uuidOf(move, 'theme', row),
          theme_name: row.text('theme_name') ?? '',
          json_data: row.text('json_data') ?? '{}',
          is_system: false,
          ...audit(move, row),
        },
  fresh: () => ({ is_system_default: false, is_system_dark: false }),
  twins: ({ uuid }) => [{ uuid: uuid ?? null }],
}

export const cssTemplates: Kind = {
  kind: 'CSS template',
  from: 'css_templates',
  to: 'css_templates',
  name: (row) => row.text('template_name') ?? '',
  values: (row, move) => ({ template_name: row.text('template_name') ?? '', css: row.text('css') ?? '', ...audit(move, row) }),
  fresh: (row) => ({ uuid: row.uuid('uuid') ?? crypto.randomUUID() }),
  twins: ({ template_name, css }) => [{ template_name: template_name ?? null, css: css ?? null }],
}

export const annotationLayers: Kind = {
  kind: 'annotation layer',
  from: 'annotation_layer',
  to: 'annotation_layers',
  name: (row) => row.text('name') ?? '',
  values: (row, move) => ({ name: row.text('name') ?? '', descr: row.text('descr'), ...audit(move, row) }),
  twins: ({ name }) => [{ name: name ?? null }],
}

export const annotations: Kind = {
  kind: 'annotation',
  from: 'annotation',
  to: 'annotations',
  name: (row) => row.text('short_descr') ?? '',
  values: (row, move) => {
    const layer_id = ref(move, 'annotation layer', row.int('layer_id'))
    const [start, end] = [row.moment('start_dttm'), row.moment('end_dttm')]
    if (layer_id === null) return new LeftOut('its layer did not come')
    if (start === null) return new LeftOut('it has no beginning')
    return {
      layer_id,
      short_descr: row.text('short_descr') ?? '',
      long_descr: row.text('long_descr'),
      start_dttm: start,
      end_dttm: end ?? start,
      json_metadata: row.text('json_metadata'),
      ...audit(move, row),
    }
  },
  twins: ({ layer_id, short_descr }) => [{ layer_id: layer_id ?? null, short_descr: short_descr ?? null }],
}

export const tags: Kind = {
  kind: 'tag',
  from: 'tag',
  to: 'tags',
  name: (row) => row.text('name') ?? '',
  values: (row, move) =>
    // Tags of kinds and owners are made by the other site itself
    row.text('type') === 'custom' ? { name: row.text('name') ?? '', type: 'custom', description: row.text('description'), ...audit(move, row) } : null,
  twins: ({ name }) => [{ name: name ?? null }],
}

const OBJECTS: Readonly<Record<string, readonly [kind: string, type: string]>> = {
  chart: ['chart', 'chart'],
  dashboard: ['dashboard', 'dashboard'],
  dataset: ['dataset', 'dataset'],
  query: ['saved query', 'query'],
}

/** What carries which tag, where one of both came in this run. */
export const tagged = async (move: Move): Promise<void> => {
  for (const row of await move.source.rows('tagged_object')) {
    const [kind, object_type] = OBJECTS[row.text('object_type') ?? ''] ?? []
    const tag_id = ref(move, 'tag', row.int('tag_id'))
    const object_id = kind === undefined ? null : ref(move, kind, row.int('object_id'))
    if (kind === undefined || object_type === undefined || tag_id === null || object_id === null) continue
    if (!arrived(move, 'tag', row.int('tag_id')) && !arrived(move, kind, row.int('object_id'))) continue
    const { db } = move
    await db.deleteFrom('tagged_objects').where('tag_id', '=', tag_id).where('object_type', '=', object_type).where('object_id', '=', object_id).execute()
    await db.insertInto('tagged_objects').values({ tag_id, object_type, object_id }).execute()
  }
}

const STARS: Readonly<Record<string, readonly [kind: string, type: string]>> = {
  slice: ['chart', 'chart'],
  Dashboard: ['dashboard', 'dashboard'],
  query: ['saved query', 'query'],
  tag: ['tag', 'tag'],
}

/** Stars of people, where they or what they marked came in this run. */
export const favourites = async (move: Move): Promise<void> => {
  const people = idsOf(move, 'user')
  for (const row of await move.source.rows('favstar')) {
    const [kind, object_type] = STARS[row.text('class_name') ?? ''] ?? []
    const user_id = people.get(row.int('user_id') ?? 0)
    const object_id = kind === undefined ? null : ref(move, kind, row.int('obj_id'))
    if (kind === undefined || object_type === undefined || user_id === undefined || object_id === null) continue
    if (!arrived(move, 'user', row.int('user_id')) && !arrived(move, kind, row.int('obj_id'))) continue
    const { db } = move
    await db.deleteFrom('favourites').where('user_id', '=', user_id).where('object_type', '=', object_type).where('object_id', '=', object_id).execute()
    await db
      .insertInto('favourites')
      .values({ user_id, object_type, object_id, created_on: row.moment('dttm') ?? move.now })
      .execute()
  }
}

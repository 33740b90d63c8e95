import { type Actor, can } from '@coset/access'
import { BadRequest } from '@coset/core'
import type { Context } from '../context.ts'
import { addAssets, addTheme, type BundleFile, type Files, fileName, refuseGuest, tagsYaml } from './export.ts'
import { EXTRA_KINDS, type ExtraKind, type Fields, KINDS } from './kinds/index.ts'
import { writeYaml } from './yaml.ts'
import { writeZip } from './zip.ts'

const OLD_FOLDERS = ['databases', 'datasets', 'charts', 'dashboards', 'queries', 'themes'] as const

/** What an export of everything may be narrowed to. */
export const EXPORT_FOLDERS: readonly string[] = [...OLD_FOLDERS, ...EXTRA_KINDS.map((kind) => KINDS[kind].folder)]

const addAll = (files: Files, kind: ExtraKind, objects: readonly Fields[]): void => {
  const { folder } = KINDS[kind]
  const texts = objects.map((fields) => ({
    name: fileName(String(fields['name'] ?? fields['tag_name'] ?? fields['template_name'] ?? '')) || kind,
    text: writeYaml(fields),
  }))
  // Names carry no numbers of this site; those that would be the same are counted in the order of what they hold
  texts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.text < b.text ? -1 : 1))
  for (const { name, text } of texts) {
    let path = `${folder}/${name}.yaml`
    for (let n = 2; files.has(path); n++) path = `${folder}/${name}_${n}.yaml`
    files.set(path, text)
  }
}

/** Nothing in it tells when it was made or where: the same content gives the same bytes. */
const finish = async (ctx: Context, files: Files, type: string, noun: string): Promise<BundleFile> => {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1))
  const head = writeYaml({ version: '1.0.0', type })
  const moment = new Date(ctx.clock.now()).toISOString().slice(0, 19).replace(/[-:]/g, '')
  return { name: `${noun}_export_${moment}.zip`, bytes: await writeZip(`${noun}_export`, new Map([['metadata.yaml', head], ...sorted])) }
}

/** A bundle of objects of a kind that Superset's bundles do not know. Throws NotFound when one is unknown or not visible. */
export const exportExtra = async (ctx: Context, actor: Actor, kind: ExtraKind, ids: readonly number[]): Promise<BundleFile> => {
  refuseGuest(actor)
  const objects: Fields[] = []
  for (const id of new Set(ids)) {
    await KINDS[kind].visible(ctx, actor, id)
    objects.push(await KINDS[kind].fields(ctx, id, actor))
  }
  const files: Files = new Map()
  addAll(files, kind, objects)
  return finish(ctx, files, KINDS[kind].type, kind)
}

/** The folders that a list with commas names. Throws BadRequest naming the first that there is not. */
export const foldersOf = (text: string): ReadonlySet<string> => {
  const folders = text.split(',').map((part) => part.trim())
  const unknown = folders.find((folder) => !EXPORT_FOLDERS.includes(folder))
  if (unknown !== undefined) {
    const told = `There is no kind “${unknown.slice(0, 100)}”; there are ${EXPORT_FOLDERS.join(', ')}`
    throw new BadRequest(told, { fields: { kinds: [told] } })
  }
  return new Set(folders)
}

/** Everything of these folders that the actor may export, as one bundle; null: of all. */
export const exportEverything = async (ctx: Context, actor: Actor, folders: ReadonlySet<string> | null): Promise<BundleFile> => {
  refuseGuest(actor)
  const wants = (folder: string): boolean => folders === null || folders.has(folder)
  const files: Files = new Map()
  const tags = new Set<string>()
  await addAssets(ctx, actor, files, tags, wants)
  if (wants('themes') && can(actor, { verb: 'can_export', view: 'Theme' })) {
    const themes = await ctx.metadata.db.selectFrom('themes').select(['id', 'uuid']).where('is_system', '=', false).orderBy('id').execute()
    const came = (uuid: string): boolean => [...files].some(([path, text]) => path.startsWith('themes/') && text.includes(uuid))
    for (const { id, uuid } of themes) if (!came(uuid)) await addTheme(ctx, files, id)
  }
  for (const kind of EXTRA_KINDS)
    if (wants(KINDS[kind].folder)) {
      const objects: Fields[] = []
      for (const id of await KINDS[kind].all(ctx, actor)) objects.push(await KINDS[kind].fields(ctx, id, actor))
      addAll(files, kind, objects)
    }
  if ([...files.keys()].some((path) => path.startsWith('charts/') || path.startsWith('dashboards/'))) files.set('tags.yaml', await tagsYaml(ctx, tags))
  return finish(ctx, files, 'assets', 'assets')
}

import type { Metadata } from '@coset/metadata'

interface SiteLook {
  readonly uuid: string
  readonly name: string
  readonly accent: string
  readonly algorithm: 'default' | 'dark'
}

/** The site's own look, under the names that clients of the field know; the same rows on every site. */
const LOOKS: readonly SiteLook[] = [
  { uuid: '6f0c9a52-7d5e-4c1b-9a55-0f6b3c1d2e01', name: 'THEME_DEFAULT', accent: '#4f46e5', algorithm: 'default' },
  { uuid: '6f0c9a52-7d5e-4c1b-9a55-0f6b3c1d2e02', name: 'THEME_DARK', accent: '#a5b4fc', algorithm: 'dark' },
]

/** Makes the two themes of the site itself, which nobody changes, where they are not there yet. */
export const seedThemes = async ({ db, kind }: Metadata, now: number): Promise<void> => {
  const uuids = LOOKS.map((look) => look.uuid)
  const known = new Set((await db.selectFrom('themes').select('uuid').where('uuid', 'in', uuids).execute()).map((row) => row.uuid))
  for (const { uuid, name, accent, algorithm } of LOOKS) {
    if (known.has(uuid)) continue
    const insert = db.insertInto('themes').values({
      uuid,
      theme_name: name,
      json_data: JSON.stringify({ token: { colorPrimary: accent, colorLink: accent }, algorithm }),
      is_system: true,
      is_system_default: false,
      is_system_dark: false,
      created_on: now,
      changed_on: now,
      created_by: null,
      changed_by: null,
    })
    // Two servers that start at once
    await (kind === 'mysql' ? insert.ignore() : insert.onConflict((c) => c.column('uuid').doNothing())).execute()
  }
}

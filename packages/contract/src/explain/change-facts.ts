import { z } from 'zod'

/** All of them counted, the first 25 by name that the asker may know. */
export const some = z.object({ count: z.int(), names: z.array(z.string()) })

const permission = z.object({
  verb: z.string(),
  view: z.string(),
  /** Who gets it, or loses it, when all of their roles are looked at together. */
  people: some,
  /** What it opens that is worth a second look, in words; null: nothing of the kind. */
  danger: z.string().nullable(),
})

const objects = z.object({ count: z.int(), names: z.array(z.string()), people: some })
const page = z.object({ name: z.string(), people: some })

/** What a change of rights opens and closes, whatever it is a change of. */
export const changeFacts = {
  /** Who may do, see or open something else than before. */
  affected: some,
  administrators: z.object({ gained: some, lost: some }),
  permissions: z.object({ gained: z.array(permission), lost: z.array(permission) }),
  objects: z.array(z.object({ kind: z.enum(['dashboard', 'chart', 'dataset', 'database']), gained: objects, lost: objects })),
  pages: z.object({ gained: z.array(page), lost: z.array(page) }),
  /** What people without an account may do changes too. */
  anonymous: z.boolean(),
  /** False: more kinds of people are touched than were looked at. */
  complete: z.boolean(),
} as const

export const ids = z.array(z.int32()).max(100_000)

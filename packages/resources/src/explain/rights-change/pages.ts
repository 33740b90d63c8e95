import { type Actor, can } from '@coset/access'
import { PAGES } from '@coset/contract/pages'

/** The pages that somebody finds in the menus. */
export const pagesOf = (actor: Actor): readonly string[] => PAGES.flatMap(({ label, permission: [verb, view] }) => (can(actor, { verb, view }) ? [label] : []))

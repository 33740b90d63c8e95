/** Numbers that clients know for the kinds of tags. */
const KINDS: Readonly<Record<string, number>> = { custom: 1, type: 2, owner: 3, favorited_by: 4 }

export const tagKind = (type: string): number => KINDS[type] ?? 1

/** A tag among what an object's answer tells of it. */
export const tagRef = ({ id, name, type }: { readonly id: number; readonly name: string; readonly type: string }) => ({ id, name, type: tagKind(type) })

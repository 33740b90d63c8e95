export interface Tag {
  readonly id: number
  readonly name: string
  /** 1: put there by people; others are the server's own. */
  readonly type?: number | string
}

export const tagPath = (id: number): string => `/superset/all_entities/?id=${id}`

export const customTags = (tags: readonly Tag[]): readonly Tag[] =>
  tags.filter(({ type }) => type === undefined || type === 1 || type === 'custom' || type === 'TagType.custom')

export interface TagChange {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** What to put on and take off; names are compared as they are, blanks around them aside. */
export const tagChange = (before: readonly string[], now: readonly string[]): TagChange => {
  const wanted = [...new Set(now.map((name) => name.trim()).filter((name) => name !== ''))]
  return { added: wanted.filter((name) => !before.includes(name)), removed: before.filter((name) => !wanted.includes(name)) }
}

import { createHash } from 'node:crypto'

/** For engines where an alias named as a column stands for it everywhere, in WHERE and GROUP BY too: labels get a mark of their own. */
export const markedLabel = (label: string): string => `${label}_${createHash('sha256').update(label).digest('hex').slice(0, 6)}`

import { createHash } from 'node:crypto'
import Hashids from 'hashids'
import type { KeptResource } from '../../key-values.ts'
import { audit, type Kind, LeftOut, type Move } from '../move.ts'
import type { SourceRow } from '../source.ts'

const RESOURCES: readonly KeptResource[] = ['dashboard_permalink', 'explore_permalink', 'sqllab_permalink']
const SHORTEST = 11

/** A UUID of the third version. */
const uuid3 = (namespace: Buffer, name: string): string => {
  const bytes = createHash('md5').update(namespace).update(name).digest()
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x30
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Where that site keeps the salt of a kind of links; sites of before 2025 keep it under the second. */
const NAMESPACES = ['sha256', 'md5'].map((digest) => createHash(digest).update('').digest().subarray(0, 16))

const saltOf = (rows: readonly SourceRow[], resource: string): string | null => {
  for (const namespace of NAMESPACES) {
    const row = rows.find((one) => one.text('resource') === 'app' && one.uuid('uuid') === uuid3(namespace, `${resource}_salt`))
    const value: unknown = row === undefined ? null : JSON.parse(row.text('value') ?? 'null')
    if (typeof value === 'string') return value
  }
  return null
}

/** Links that people sent around: their keys are the numbers of rows, scrambled with a salt, and go on working. */
export const permalinks = async (move: Move): Promise<Kind> => {
  const rows = await move.source.rows('key_value')
  const salts = new Map(RESOURCES.map((resource) => [resource as string, saltOf(rows, resource)]))
  return {
    kind: 'permalink',
    from: 'key_value',
    to: 'key_values',
    untimed: true,
    name: (row) => `${row.text('resource')} ${row.id}`,
    values: (row) => {
      const resource = row.text('resource') ?? ''
      if (!salts.has(resource)) return null
      const salt = salts.get(resource) ?? null
      if (salt === null) return new LeftOut('the salt of its address is not there')
      const text = row.text('value') ?? ''
      if (!text.startsWith('{')) return new LeftOut('it is not kept as JSON')
      const { created_on, created_by } = audit(move, row)
      return { resource, key: new Hashids(salt, SHORTEST).encode(row.id), value: text, created_on, created_by, expires_on: row.moment('expires_on') }
    },
    fresh: (row) => ({ uuid: row.uuid('uuid') ?? crypto.randomUUID() }),
    twins: ({ resource, key }) => [{ resource: resource ?? null, key: key ?? null }],
  }
}

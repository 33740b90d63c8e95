import { z } from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9;.-]*$/, 'must be the name of an attribute')
const placeholder = (text: string): boolean => text.split('%s').length === 2

const fields = z.strictObject({
  url: z.url({ protocol: /^ldaps?$/, error: 'must begin with ldap:// or ldaps://' }),
  startTls: z.boolean().default(false),
  /** Certificates of authorities that sign the directory's, PEM. Unset: those that Node.js knows. */
  ca: z.string().min(1).optional(),
  /** The name in the directory's certificate, where it is not the host's. */
  serverName: z.string().min(1).optional(),
  /** Account that searches for people. */
  bindDn: z.string().min(1).optional(),
  bindPassword: z.string().min(1).optional(),
  /** Where people are searched. */
  searchBase: z.string().min(1).optional(),
  /** Further condition on people, such as `(objectClass=person)`. */
  searchFilter: z
    .string()
    .regex(/^\(.*\)$/s, 'must stand in parentheses')
    .optional(),
  /** Direct bind: how a user name becomes the name to bind with; `%s` stands for it, like `uid=%s,ou=people,dc=example,dc=org` or `%s@example.org`. */
  usernameFormat: z.string().refine(placeholder, 'must contain %s once').optional(),
  uidField: attribute.default('uid'),
  firstNameField: attribute.default('givenName'),
  lastNameField: attribute.default('sn'),
  emailField: attribute.default('mail'),
  groupField: attribute.default('memberOf'),
  /** What never changes about a person; the DN where the directory has none of them. */
  subjectFields: z.array(attribute).min(1).default(['entryUUID', 'objectGUID', 'nsUniqueId']),
  /** Groups that name their members, where people do not name their groups. `%s` stands for the DN of the person. */
  groupSearch: z
    .strictObject({
      base: z.string().min(1),
      filter: z.string().refine(placeholder, 'must contain %s once').default('(member=%s)'),
      nameField: attribute.default('cn'),
    })
    .optional(),
  timeoutSeconds: z.int().min(1).max(60).default(10),
  /** Passwords may cross a network in the clear. */
  allowPlain: z.boolean().default(false),
})

export const ldapSettings = fields
  .refine((one) => one.url.startsWith('ldaps:') || one.startTls || one.allowPlain || LOOPBACK.has(new URL(one.url).hostname), {
    path: ['url'],
    message: 'sends passwords in the clear: use ldaps:// or startTls',
  })
  .refine((one) => !(one.url.startsWith('ldaps:') && one.startTls), { path: ['startTls'], message: 'is for ldap:// addresses' })
  .refine((one) => one.usernameFormat !== undefined || one.searchBase !== undefined, { path: ['searchBase'], message: 'or usernameFormat is needed' })
  .refine((one) => (one.bindDn === undefined) === (one.bindPassword === undefined), { path: ['bindPassword'], message: 'and bindDn belong together' })

export type LdapSettings = z.output<typeof ldapSettings>

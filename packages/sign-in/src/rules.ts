import { z } from 'zod'

const names = z.array(z.string().min(1))
const mapping = z.record(z.string().min(1), names)

const ADMIN = 'Admin'

/** What happens to people who come from a provider. */
export const ruleSettings = z
  .strictObject({
    /** When somebody unknown becomes an account that is here already. `verified email`: only where the provider checked the address. */
    link: z.enum(['never', 'username', 'verified email']).default('username'),
    /** Unknown people get an account. */
    register: z.boolean().default(true),
    /** Roles of new accounts, beside mapped ones. Unset: those of the site. */
    registrationRoles: names.refine((roles) => !roles.includes(ADMIN), 'must not contain Admin').optional(),
    /** Key of the provider → roles. */
    roleMapping: mapping.default({}),
    /** Key of the provider → groups. */
    groupMapping: mapping.default({}),
    /** At every sign-in roles of the mapping are given and taken away; else only to new accounts. */
    syncRoles: z.boolean().default(true),
    syncGroups: z.boolean().default(true),
    /** The mapping may make administrators. */
    allowAdmin: z.boolean().default(false),
    /** Whether roles that require a second factor require one of this site; unset: of directories that check passwords only. */
    secondFactor: z.boolean().optional(),
    /** Only people with one of these keys. */
    allowedKeys: names.optional(),
    /** Only people with a verified address of one of these domains. */
    allowedDomains: z.array(z.string().min(1).toLowerCase()).optional(),
  })
  .superRefine((rules, context) => {
    if (rules.allowAdmin) return
    for (const [key, roles] of Object.entries(rules.roleMapping))
      if (roles.includes(ADMIN)) context.addIssue({ code: 'custom', path: ['roleMapping', key], message: 'gives Admin, which needs allowAdmin: true' })
  })

export type Rules = z.output<typeof ruleSettings>

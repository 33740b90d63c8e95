export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse'
export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const CONFIG = 'urn:ietf:params:scim:schemas:core:2.0'

/** Resources of one page at most. */
export const MOST_RESULTS = 200

export const serviceProviderConfig = (base: string) => ({
  schemas: [`${CONFIG}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: MOST_RESULTS },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'Bearer token', description: 'A key of an account of a program that administers, or a token of the API', primary: true },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
})

const TYPES = [
  { id: 'User', endpoint: '/Users', schema: USER },
  { id: 'Group', endpoint: '/Groups', schema: GROUP },
] as const

export const resourceTypes = (base: string) =>
  TYPES.map(({ id, endpoint, schema }) => ({
    schemas: [`${CONFIG}:ResourceType`],
    id,
    name: id,
    endpoint,
    schema,
    schemaExtensions: [],
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${id}` },
  }))

const attribute = (name: string, more: object = {}) => ({
  ...{ name, type: 'string', multiValued: false, required: false, caseExact: false, mutability: 'readWrite', returned: 'default', uniqueness: 'none' },
  ...more,
})

const complex = (name: string, subAttributes: readonly object[], more: object = {}) => attribute(name, { type: 'complex', subAttributes, ...more })

const userAttributes = [
  attribute('userName', { required: true, uniqueness: 'server' }),
  attribute('externalId', { caseExact: true, uniqueness: 'server' }),
  complex('name', [attribute('givenName'), attribute('familyName'), attribute('formatted', { mutability: 'readOnly' })]),
  attribute('displayName', { mutability: 'readOnly' }),
  attribute('active', { type: 'boolean' }),
  complex('emails', [attribute('value', { uniqueness: 'server' }), attribute('type'), attribute('primary', { type: 'boolean' })], { multiValued: true }),
  complex('groups', [attribute('value'), attribute('display')], { multiValued: true, mutability: 'readOnly' }),
]

const groupAttributes = [
  attribute('displayName', { required: true, uniqueness: 'server' }),
  complex('members', [attribute('value', { mutability: 'immutable' }), attribute('display', { mutability: 'readOnly' })], { multiValued: true }),
]

export const schemas = (base: string) =>
  [
    { id: USER, name: 'User', description: 'A person', attributes: userAttributes },
    { id: GROUP, name: 'Group', description: 'People who get the same roles', attributes: groupAttributes },
  ].map((schema) => ({ schemas: [`${CONFIG}:Schema`], ...schema, meta: { resourceType: 'Schema', location: `${base}/Schemas/${schema.id}` } }))

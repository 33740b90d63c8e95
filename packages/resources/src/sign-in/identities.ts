/** Under this name `user_identities` keeps what directories that provision call their people. Nobody signs in by it. */
export const SCIM_PROVIDER = 'scim'

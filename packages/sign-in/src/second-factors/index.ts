export { checkPasskey, type Passkey, passkeyCreation, passkeyNamed, passkeyRequest, registerPasskey, type Site } from './passkey.ts'
export { newRecoveryCodes, normalRecoveryCode } from './recovery.ts'
export { checkTotp, newTotp, totpAt } from './totp.ts'

/** Browsers make passkeys for names of sites over HTTPS (or of this machine), not for their numbers. */
export const browserHasPasskeys = (): boolean =>
  'PublicKeyCredential' in globalThis && globalThis.isSecureContext && !/^[\d.]+$|^\[/.test(globalThis.location.hostname)

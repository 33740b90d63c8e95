import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { BadRequest } from '@coset/core'
import type { ConnectionConfig } from '../port.ts'

/** `verify-ca` checks who signed the certificate, `verify-full` also whose it is; `require` only encrypts. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

const MODES: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  disabled: 'disable',
  false: 'disable',
  '0': 'disable',
  allow: 'disable',
  prefer: 'prefer',
  preferred: 'prefer',
  require: 'require',
  required: 'require',
  true: 'require',
  '1': 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
  'verify-identity': 'verify-full',
}

/** The mode that a text names, in the words of PostgreSQL or MySQL. Throws BadRequest for another. */
export const tlsMode = (text: string | undefined): TlsMode | undefined => {
  if (text === undefined || text === '') return undefined
  const mode = MODES[text.toLowerCase().replaceAll('_', '-')]
  if (mode === undefined) throw new BadRequest(`"${text.slice(0, 30)}" is no way to encrypt a connection; use disable, require, verify-ca or verify-full`)
  return mode
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/

/** The PEM text of the certificate that is to be trusted, or null. Throws BadRequest for what is no certificate: files are never read. */
export const trustedCertificate = (config: Pick<ConnectionConfig, 'serverCert' | 'secrets'>): string | null => {
  const given = config.serverCert ?? config.secrets?.['ssl_ca']
  if (typeof given !== 'string' || given.trim() === '') return null
  if (!PEM.test(given))
    throw new BadRequest('The server certificate must be the text of a PEM certificate', { fields: { server_cert: ['Not a PEM certificate.'] } })
  return given
}

/** Options of a TLS socket, or null for a plain one, which `prefer` means too. A certificate without a mode means `verify-full`. */
export const tlsOptions = (config: ConnectionConfig, mode: TlsMode | undefined, serverName: string): ConnectionOptions | null => {
  const ca = trustedCertificate(config)
  const wanted = mode === undefined || mode === 'prefer' ? (ca === null ? mode : 'verify-full') : mode
  if (wanted === undefined || wanted === 'disable' || wanted === 'prefer') return null
  const verifies = wanted === 'verify-ca' || wanted === 'verify-full'
  return {
    // Certificates of bare addresses are checked against what was dialled.
    servername: isIP(serverName) === 0 ? serverName : '',
    rejectUnauthorized: verifies,
    ...(ca === null ? {} : { ca }),
    ...(wanted === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  }
}

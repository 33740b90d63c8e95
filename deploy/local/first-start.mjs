// Secrets and the certificate of a local site: made once, kept in its data folder for its owner alone.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stop } from './site.mjs'

/** Makes every folder that is missing. */
export const makeFolders = (places) => {
  for (const folder of [places.data, places.pids, places.logs, places.tls, places.nginx, places.redis, join(places.data, 'coset')])
    mkdirSync(folder, { recursive: true, mode: 0o700 })
}

const secret = (bytes) => randomBytes(bytes).toString('base64url')

/** Secret key, the administrator's password, the token of metrics. */
export const secretsOf = ({ secrets }) => {
  if (!existsSync(secrets)) {
    const made = { secretKey: secret(48), adminPassword: secret(15), metricsToken: secret(24) }
    writeFileSync(secrets, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  }
  return JSON.parse(readFileSync(secrets, 'utf8'))
}

/** A self-signed certificate for 127.0.0.1 and localhost. */
export const certificateOf = ({ tls }) => {
  const [key, cert] = [join(tls, 'key.pem'), join(tls, 'cert.pem')]
  if (existsSync(key) && existsSync(cert)) return
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '825', '-subj', '/CN=localhost', '-addext', names]
  const made = spawnSync('openssl', [...how, '-keyout', key, '-out', cert], { encoding: 'utf8' })
  if (made.error?.code === 'ENOENT') stop('openssl is not on the PATH: install the package openssl')
  if (made.status !== 0) stop(`openssl could not make a certificate: ${made.stderr}`)
}

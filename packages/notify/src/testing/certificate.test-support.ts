import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@coset/testing'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** A fresh self-signed certificate for `localhost` and 127.0.0.1. Needs the program openssl. */
export const selfSigned = (): Certificate => {
  using folder = temporaryFolder()
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')]
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', cert]
  try {
    execFileSync('openssl', args, { stdio: 'ignore' })
  } catch (cause) {
    throw new Error('this test makes a certificate with the program openssl; install the package openssl', { cause })
  }
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

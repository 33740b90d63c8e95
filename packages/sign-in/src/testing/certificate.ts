import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  readonly key: string
  readonly certificate: string
}

/** A key and a certificate that it signed itself, for this machine. */
export const makeCertificate = (name = 'localhost'): Certificate => {
  const folder = mkdtempSync(join(tmpdir(), 'coset-certificate-'))
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const names = `subjectAltName=DNS:${name},IP:127.0.0.1`
    const out = ['-keyout', key, '-out', certificate, '-days', '30', '-subj', `/CN=${name}`, '-addext', names]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...out], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

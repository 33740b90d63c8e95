import type { AdvancedType } from './type.ts'

/** Ports by the names of their services; some have two. */
const SERVICES: Readonly<Record<string, readonly number[]>> = {
  dns: [53],
  ftp: [20, 21],
  ftps: [989, 990],
  http: [80],
  https: [443],
  imap2: [143],
  imaps: [993],
  kerberos: [88],
  'kerberos-adm': [749],
  ldap: [389],
  ldaps: [636],
  nntp: [119],
  nntps: [563],
  ntp: [123],
  smtp: [25],
  snmp: [161],
  ssh: [22],
  submissions: [465],
  telnet: [23],
  telnets: [992],
}

const portsOf = (text: string): readonly number[] | null => {
  if (Object.hasOwn(SERVICES, text)) return SERVICES[text] ?? null
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? [port] : null
}

export const port: AdvancedType = {
  name: 'port',
  what: 'a port name or number',
  read: (text) => {
    const ports = portsOf(text)
    return ports === null ? null : { value: ports, shown: `[${ports.join(', ')}]` }
  },
  empty: [''],
}

import { createHash, createHmac } from 'node:crypto'

export interface AwsKeys {
  readonly id: string
  readonly secret: string
  readonly token: string | null
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex')
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Headers that sign one POST of JSON by Signature Version 4. `moment` is milliseconds since 1970. */
export const signedHeaders = (
  keys: AwsKeys,
  request: {
    readonly service: string
    readonly region: string
    readonly host: string
    readonly target: string
    readonly contentType: string
    readonly body: string
  },
  moment: number,
): Record<string, string> => {
  const stamp = new Date(moment).toISOString().replace(/[-:]|\.\d+/g, '')
  const day = stamp.slice(0, 8)
  const headers: Record<string, string> = {
    'content-type': request.contentType,
    host: request.host,
    'x-amz-date': stamp,
    ...(keys.token === null ? {} : { 'x-amz-security-token': keys.token }),
    'x-amz-target': request.target,
  }
  const names = Object.keys(headers).toSorted()
  const canonical = ['POST', '/', '', ...names.map((name) => `${name}:${headers[name] ?? ''}`), '', names.join(';'), hex(request.body)].join('\n')
  const scope = `${day}/${request.region}/${request.service}/aws4_request`
  const key = mac(mac(mac(mac(`AWS4${keys.secret}`, day), request.region), request.service), 'aws4_request')
  const signature = createHmac('sha256', key)
    .update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${hex(canonical)}`)
    .digest('hex')
  return { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${keys.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}` }
}

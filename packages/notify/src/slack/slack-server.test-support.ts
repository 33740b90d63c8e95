import type { IncomingMessage, ServerResponse } from 'node:http'
import { bodyOf, formOf, httpServer } from '../testing/http.test-support.ts'

export interface PostedMessage {
  readonly channel: string
  readonly text: string
  readonly options: Readonly<Record<string, string>>
  readonly files: readonly { readonly name: string; readonly title: string; readonly bytes: Uint8Array }[]
}

export interface SlackServer extends AsyncDisposable {
  readonly apiUrl: string
  readonly posted: PostedMessage[]
  /** Method and fields of every call. */
  readonly calls: { readonly method: string; readonly fields: Readonly<Record<string, string>> }[]
  /** Authorization headers seen where files are put. */
  readonly uploadTokens: (string | undefined)[]
  /** Answers a method in place of Slack; true: it did. */
  intercept: (method: string, response: ServerResponse) => boolean
  readonly channels: { id: string; name: string; is_member: boolean; is_private: boolean; is_archived: boolean }[]
}

type Fields = Readonly<Record<string, string>>
type Reply = Readonly<Record<string, unknown>>

const PAGE = 2
const no = (error: string): Reply => ({ ok: false, error })

const fieldsOf = async (request: IncomingMessage): Promise<Fields> => {
  const form = await formOf(await bodyOf(request), request.headers['content-type'] ?? '')
  return Object.fromEntries([...form].map(([key, value]) => [key, String(value)]))
}

const json = (response: ServerResponse, body: Reply): void => {
  response.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(body))
}

interface Upload {
  readonly name: string
  readonly length: number
  bytes: Uint8Array | null
}

interface World {
  readonly channels: SlackServer['channels']
  readonly posted: PostedMessage[]
  readonly uploads: Map<string, Upload>
  readonly uploadAt: () => string
}

const methodsOf = ({ channels, posted, uploads, uploadAt }: World): Readonly<Record<string, (fields: Fields) => Reply>> => {
  const known = (id: string): boolean => channels.some((one) => one.id === id && !one.is_archived)
  return {
    'auth.test': () => ({ ok: true, url: 'https://example.slack.com/', team: 'Example', user: 'coset', team_id: 'T00000001', user_id: 'U00000001' }),
    'conversations.list': ({ cursor = '', types = 'public_channel', exclude_archived }) => {
      const all = channels.filter(
        (one) => types.split(',').includes(one.is_private ? 'private_channel' : 'public_channel') && !(exclude_archived === 'true' && one.is_archived),
      )
      const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString())
      const next = from + PAGE < all.length ? Buffer.from(String(from + PAGE)).toString('base64') : ''
      return { ok: true, channels: all.slice(from, from + PAGE), response_metadata: { next_cursor: next } }
    },
    'chat.postMessage': ({ channel = '', text = '', ...options }) => {
      if (!known(channel)) return no('channel_not_found')
      if (text === '') return no('no_text')
      if (text.length > 40_000) return no('msg_too_long')
      posted.push({ channel, text, options, files: [] })
      return { ok: true, channel, ts: '1700000000.000100', message: { type: 'message', text } }
    },
    'files.getUploadURLExternal': ({ filename = '', length = '' }) => {
      if (filename === '' || !(Number(length) > 0)) return no('invalid_arguments')
      const id = `F${String(uploads.size).padStart(8, '0')}`
      uploads.set(id, { name: filename, length: Number(length), bytes: null })
      return { ok: true, upload_url: `${uploadAt()}${id}`, file_id: id }
    },
    'files.completeUploadExternal': ({ files: list = '[]', channel_id = '', initial_comment = '' }) => {
      if (!known(channel_id)) return no('channel_not_found')
      const wanted = JSON.parse(list) as { id: string; title: string }[]
      const ready = wanted.map(({ id, title }) => ({ title, name: uploads.get(id)?.name ?? '', bytes: uploads.get(id)?.bytes ?? null }))
      if (ready.some(({ bytes }) => bytes === null)) return no('file_not_found')
      const shown = ready.map(({ bytes, ...rest }) => ({ ...rest, bytes: bytes ?? new Uint8Array() }))
      posted.push({ channel: channel_id, text: initial_comment, options: {}, files: shown })
      return { ok: true, files: wanted }
    },
  }
}

const someChannels = (): SlackServer['channels'] =>
  ['general', 'sales', 'secret-plans', 'old', 'größe'].map((name, i) => ({
    id: `C0000000${i}`,
    name,
    is_member: name === 'sales',
    is_private: name === 'secret-plans',
    is_archived: name === 'old',
  }))

/** Plays the part of Slack's Web API that channels use: form-encoded calls, `{ok, error}` with status 200, cursors, uploads in three steps. */
export const playSlack = async (token: string): Promise<SlackServer> => {
  const uploads = new Map<string, Upload>()
  const played: Omit<SlackServer, 'apiUrl' | typeof Symbol.asyncDispose> = {
    posted: [],
    calls: [],
    uploadTokens: [],
    intercept: () => false,
    channels: someChannels(),
  }
  // Another origin, as with the real one.
  const files = await httpServer(async (request, response) => {
    const upload = uploads.get(request.url?.split('/').at(-1) ?? '')
    played.uploadTokens.push(request.headers.authorization)
    const form = await formOf(await bodyOf(request), request.headers['content-type'] ?? '')
    const [body] = [...form.values()]
    if (upload === undefined || !(body instanceof File)) return void response.writeHead(404).end()
    upload.bytes = await body.bytes()
    response.writeHead(upload.bytes.byteLength === upload.length ? 200 : 400).end(`OK - ${upload.bytes.byteLength}`)
  })
  const methods = methodsOf({ channels: played.channels, posted: played.posted, uploads, uploadAt: () => `http://127.0.0.1:${files.port}/upload/v1/` })

  const api = await httpServer(async (request, response) => {
    const method = request.url?.replace(/^\/api\//, '') ?? ''
    const fields = await fieldsOf(request)
    played.calls.push({ method, fields })
    if (played.intercept(method, response)) return
    if (request.headers.authorization !== `Bearer ${token}`) return json(response, { ...no('invalid_auth'), seen: request.headers.authorization })
    json(response, methods[method]?.(fields) ?? no('unknown_method'))
  })
  return Object.assign(played, {
    apiUrl: `http://127.0.0.1:${api.port}/api/`,
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]()
      await files[Symbol.asyncDispose]()
    },
  })
}

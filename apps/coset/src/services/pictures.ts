import { createPool, findChromium, type PageAnswer, type PageRequest, type Pool } from '@coset/render/browser'
import type { PictureBrowser, PictureShot } from '@coset/resources'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/settings.ts'
import type { PictureTokens } from '../credentials/picture-tokens.ts'
import { PICTURE_HEADER } from '../http/picture-door.ts'
import type { Log } from './log.ts'

/** Pages are asked of this process by itself; the name resolves nowhere. `https`, so that pages have what secure ones have. */
const ORIGIN = 'https://pictures.invalid'
const IDLE_MS = 60_000
const PICTURES_EACH = 50

/** What a photographed page is made of; whatever else the server answers, such as its metrics, is not for it. */
const PAGES = /^\/(?:picture|static|api)\//

export interface PicturesOptions {
  readonly config: Config
  readonly environment: NodeJS.ProcessEnv
  readonly log: Log
  readonly tokens: PictureTokens
  /** The server of this process's own; it need not listen. */
  readonly app: () => Promise<FastifyInstance>
}

export interface Pictures extends PictureBrowser {
  /** Null until the first picture. */
  readonly pool: Pool | null
  close(): Promise<void>
}

const METHODS = new Set(['GET', 'HEAD', 'POST'])

/** Asks the server without a connection. */
const asking =
  (app: () => Promise<FastifyInstance>) =>
  async ({ method, path, headers, body }: PageRequest, signal: AbortSignal): Promise<PageAnswer> => {
    if (!METHODS.has(method) || !PAGES.test(path)) return { status: 403, headers: {}, body: Buffer.alloc(0) }
    const server = await app()
    const answer = await server.inject({
      method: method as 'GET' | 'HEAD' | 'POST',
      url: path,
      headers: { ...headers, 'accept-encoding': 'identity' },
      ...(body === null ? {} : { payload: body }),
      signal,
    })
    const given = Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]))
    return { status: answer.statusCode, headers: Object.fromEntries(given), body: answer.rawPayload }
  }

const addressOf = ({ object, parameters }: PictureShot): string => `/picture/${object.kind}/${object.id}?${new URLSearchParams(parameters).toString()}`

/** The pool of a Chromium that is there; null, with a line in the log, where there is none. */
const openPool = ({ config, environment, log, app }: PicturesOptions): Pool | null => {
  const found = findChromium(environment)
  if (found.kind !== 'found') {
    const reason = found.kind === 'none' ? 'no Chromium was found' : `COSET_CHROMIUM names ${found.path}, which cannot be run`
    log.warn({ reason }, 'pictures that need a browser are drawn by the server')
    return null
  }
  return createPool({
    executable: found.path,
    origin: ORIGIN,
    tokenHeader: PICTURE_HEADER,
    answer: asking(app),
    pages: config.browserPages,
    memoryMb: config.browserMemoryMb,
    deadlineMs: config.browserTimeout * 1000,
    idleMs: IDLE_MS,
    picturesEach: PICTURES_EACH,
  })
}

/** The browser of pictures. It is looked for, and started, when the first picture needs it. */
export const createPictures = (options: PicturesOptions): Pictures => {
  const { config, log, tokens } = options
  let pool: Pool | null | undefined
  let told = false
  return {
    get pool() {
      return pool ?? null
    },
    shoot: async (shot, signal) => {
      if (config.picturesBy === 'server') return null
      if (pool === undefined) pool = openPool(options)
      if (pool === null) return null
      const { object, userId, parameters: _told, ...asked } = shot
      try {
        const token = (): Promise<string> => tokens.sign({ ...object, userId })
        const picture = await pool.shoot({ ...asked, url: addressOf(shot), token, waitFor: 'data-ready' }, signal)
        told = false
        return picture
      } catch (error) {
        if (signal.aborted) throw error
        if (!told) log.warn({ err: error, ...object }, 'a picture of the browser failed; the server draws instead')
        told = true
        return null
      }
    },
    close: async () => pool?.close(),
  }
}

import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { EngineFailure } from '@coset/core'

/** The body, unpacked as its header says. Errors of the wire reach the unpacked stream. */
export const unpacked = (answer: IncomingMessage): Readable => {
  // A signal that fires while nobody reads must not end the process; readers learn of it by their own.
  answer.on('error', () => undefined)
  const encoding = answer.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return answer
  const unpack = encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : encoding === 'br' ? createBrotliDecompress() : null
  if (unpack === null) {
    answer.destroy()
    throw new EngineFailure('The database packed its answer in an unknown way')
  }
  unpack.on('error', () => undefined)
  answer.on('error', (error) => unpack.destroy(error))
  unpack.on('close', () => answer.destroy())
  return answer.pipe(unpack)
}

/** The whole body as text. Throws EngineFailure past `maxBytes`. */
export const readText = async (body: Readable, maxBytes: number): Promise<string> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    const bytes = part as Buffer
    size += bytes.length
    if (size > maxBytes) {
      body.destroy()
      throw new EngineFailure(`The database answered with more than ${Math.round(maxBytes / 1_048_576)} MiB at once`)
    }
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Lines of the body without their ends; empty ones are left out unless asked for. Throws EngineFailure when one line passes `maxBytes`. */
export const readLines = async function* (body: Readable, maxBytes: number, withEmpty = false): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of body) {
    rest += decoder.decode(part as Buffer, { stream: true })
    if (rest.length > maxBytes) throw new EngineFailure('The database answered with a line that is too long')
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (withEmpty || line !== '') yield line
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}

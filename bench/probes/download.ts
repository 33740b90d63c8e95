import type { Client } from '@coset/testing'

export interface Download {
  /** Lines of the text, the head included. */
  readonly lines: number
  readonly seconds: number
}

const NEW_LINE = 10

/** Reads an answer to its end without keeping it. Throws on any status but 200. */
export const download = async (from: Client, token: string, path: string, body: unknown): Promise<Download> => {
  const start = performance.now()
  const answer = await fetch(`${from.base}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (answer.status !== 200 || answer.body === null) throw new Error(`${from.base}${path} answered ${answer.status}: ${await answer.text()}`)
  let lines = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>)
    for (let at = chunk.indexOf(NEW_LINE); at !== -1; at = chunk.indexOf(NEW_LINE, at + 1)) lines += 1
  return { lines, seconds: (performance.now() - start) / 1000 }
}

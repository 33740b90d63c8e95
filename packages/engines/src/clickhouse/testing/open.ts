import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { replay } from './replay.ts'

export interface TestClickhouse {
  readonly port: number
  run(sql: string): Promise<void>
  close(): Promise<void>
}

/** A Python with `chdb` installed: the real engine. Without it the recorded answers of that engine are replayed; see docs/engines.md. */
const PYTHON = process.env['COSET_TEST_CHDB_PYTHON'] ?? ''
/** Where the bridge writes what it answers, one line an exchange. */
const RECORD = process.env['COSET_TEST_CHDB_RECORD'] ?? ''
const RECORDING = new URL('../../../fixtures/clickhouse-recording.jsonl', import.meta.url)

const portOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString()
    })
    child.stdout?.once('data', (data: Buffer) => resolve(Number(data.toString().trim())))
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`the bridge to ClickHouse did not start: ${said}`)))
  })

const bridge = async (): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const child = spawn(PYTHON, [fileURLToPath(new URL('./bridge.py', import.meta.url)), '0', RECORD], { stdio: ['pipe', 'pipe', 'pipe'] })
  const port = await portOf(child)
  const close = async (): Promise<void> => {
    const gone = new Promise((resolve) => {
      child.once('exit', resolve)
    })
    child.stdin?.end()
    child.kill()
    await gone
  }
  return { port, close }
}

/** Starts a real engine behind its HTTP interface, or what it once answered. */
export const openClickhouse = async (): Promise<TestClickhouse> => {
  const { port, close } = PYTHON === '' ? await replay(RECORDING) : await bridge()
  const run = async (sql: string): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: sql })
    if (!answer.ok) throw new Error(await answer.text())
  }
  return { port, run, close }
}

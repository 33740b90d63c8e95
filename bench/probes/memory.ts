import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

interface Row {
  readonly pid: number
  readonly parent: number
  readonly kilobytes: number
}

/** Resident memory of a process and everything below it in megabytes (10⁶ bytes). Pages that two of them share count twice. */
export const residentMegabytes = async (pid: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss='])
  const rows = stdout
    .trim()
    .split('\n')
    .map((line): Row => {
      const [own = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number)
      return { pid: own, parent, kilobytes }
    })
  const below = (of: number): number => rows.filter((row) => row.parent === of).reduce((sum, row) => sum + row.kilobytes + below(row.pid), 0)
  const own = rows.find((row) => row.pid === pid)
  if (own === undefined) throw new Error(`process ${pid} is gone`)
  return ((own.kilobytes + below(pid)) * 1024) / 1e6
}

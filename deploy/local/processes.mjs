// Processes that outlive the script that started them, each with a file that says who it is.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** When a process was started, as the system tells it; null: it does not run. A number that was given out again has another moment. */
const startOf = (pid) => {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=,stat=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  const line = (stdout ?? '').trim()
  // A zombie has ended; its parent has not looked yet
  return status !== 0 || line === '' || /\sZ\S*$/.test(line) ? null : line.replace(/\s+\S+$/, '')
}

/** Starts a program in the background; its output is added to a log file. */
export const start = ({ pids, logs }, { name, program, args, env, cwd }) => {
  const log = openSync(join(logs, `${name}.log`), 'a', 0o600)
  const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], env, cwd })
  closeSync(log)
  child.on('error', (error) => process.stderr.write(`${name}: ${error.message}\n`))
  if (child.pid === undefined) return
  writeFileSync(join(pids, `${name}.pid`), `${child.pid}\n${startOf(child.pid) ?? ''}\n`, { mode: 0o600 })
  child.unref()
}

/** Processes by the files of `pids`, with whether each still runs. */
export const known = ({ pids }) =>
  !existsSync(pids)
    ? []
    : readdirSync(pids).map((file) => {
        const path = join(pids, file)
        const [pid = '', since = ''] = readFileSync(path, 'utf8').split('\n')
        const alive = since !== '' && startOf(Number(pid)) === since
        return { name: file.replace(/\.pid$/, ''), pid: Number(pid), alive, path, since }
      })

const GRACE_MS = 35_000

const gone = async ({ pid, since }, limitMs) => {
  const end = Date.now() + limitMs
  while (Date.now() < end) {
    if (startOf(pid) !== since) return true
    await wait(100)
  }
  return false
}

const signal = (pid, name) => {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** Ends one process in order, by force when that takes too long, and removes its file. Gives how it ended. */
export const end = async (one) => {
  let how = 'had ended'
  if (one.alive) {
    signal(one.pid, 'SIGTERM')
    how = (await gone(one, GRACE_MS)) ? 'ended' : 'killed'
    if (how === 'killed') {
      signal(one.pid, 'SIGKILL')
      await gone(one, 5000)
    }
  }
  rmSync(one.path, { force: true })
  return how
}

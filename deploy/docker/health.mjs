// Exit code 0 when the process of this container says that it is well: a server on COSET_PORT, a worker or beat on COSET_HEALTH_PORT.
const well = async (port) => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4000) })).ok
  } catch {
    return false // nobody listens there
  }
}
const ports = [process.env.COSET_PORT, process.env.COSET_HEALTH_PORT].filter((port) => port !== undefined && port !== '0')
const found = await Promise.all(ports.map(well))
process.exit(found.includes(true) ? 0 : 1)

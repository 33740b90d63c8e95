// Whoever reads may have seen enough (`| head`)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

/** A line for the person at the terminal. */
export const write = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

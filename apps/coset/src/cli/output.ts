/** A line for the person at the terminal. */
export const write = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

import { examineSite } from '../doctor/examine-site.ts'
import { write } from './output.ts'

const MARKS = { ok: 'ok     ', warning: 'warning', broken: 'BROKEN ' } as const

/** `coset doctor`: one line for each part of the site. Gives exit code 1 when something is broken; warnings do not break. */
export const doctorCommand = async (): Promise<void> => {
  const findings = await examineSite()
  const width = Math.max(...findings.map(({ name }) => name.length))
  for (const { name, level, said } of findings) write(`${MARKS[level]}  ${name.padEnd(width)}  ${said}`)
  const count = (level: keyof typeof MARKS): number => findings.filter((one) => one.level === level).length
  write(`${findings.length} looked at, ${count('broken')} broken, ${count('warning')} warnings`)
  process.exitCode = count('broken') === 0 ? 0 : 1
}

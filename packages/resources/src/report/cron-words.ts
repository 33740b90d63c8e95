const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const two = (text: string): string => text.padStart(2, '0')
const whole = (text: string): boolean => /^\d+$/.test(text)

/** A schedule in words where it is a usual one, else as it was written. */
export const cronWords = (crontab: string): string => {
  const [minute = '', hour = '', day = '', month = '', week = '', ...more] = crontab.trim().split(/\s+/)
  if (more.length > 0 || month !== '*') return crontab
  const every = /^\*\/(\d+)$/
  const anyDay = day === '*' && week === '*'
  if (anyDay && hour === '*') {
    if (minute === '*') return 'Every minute'
    const step = every.exec(minute)?.[1]
    if (step !== undefined) return `Every ${step} minutes`
    return whole(minute) ? `Every hour at minute ${minute}` : crontab
  }
  if (!whole(minute)) return crontab
  const hours = every.exec(hour)?.[1]
  if (anyDay && hours !== undefined) return `Every ${hours} hours at minute ${minute}`
  if (!whole(hour)) return crontab
  const at = `at ${two(hour)}:${two(minute)}`
  if (anyDay) return `Every day ${at}`
  if (day === '*' && week === '1-5') return `Monday to Friday ${at}`
  if (day === '*' && /^[0-7]$/.test(week)) return `Every ${DAYS[Number(week)] ?? week} ${at}`
  return week === '*' && whole(day) ? `On day ${day} of the month ${at}` : crontab
}

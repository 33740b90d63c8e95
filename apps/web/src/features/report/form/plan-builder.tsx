import { Chip, Group, Input, NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../../../session/i18n.ts'
import { cronOf, type Plan, planOf, type Rhythm, START_PLAN } from '../model/cron.ts'
import classes from './form.module.css'

const RHYTHMS: readonly (readonly [Rhythm, string])[] = [
  ['hourly', 'Hourly'],
  ['daily', 'Daily'],
  ['weekly', 'Weekly'],
  ['monthly', 'Monthly'],
]
/** Monday first. */
const DAYS: readonly (readonly [number, string])[] = [
  [1, 'Mon'],
  [2, 'Tue'],
  [3, 'Wed'],
  [4, 'Thu'],
  [5, 'Fri'],
  [6, 'Sat'],
  [0, 'Sun'],
]

const two = (value: number): string => String(value).padStart(2, '0')

const Time = ({ plan, put }: { readonly plan: Plan; readonly put: (change: Partial<Plan>) => void }) => (
  <TextInput
    type="time"
    label={t('At')}
    w={130}
    value={`${two(plan.hour)}:${two(plan.minute)}`}
    onChange={(event) => {
      const [, hour, minute] = /^(\d\d):(\d\d)/.exec(event.currentTarget.value) ?? []
      if (hour !== undefined && minute !== undefined) put({ hour: Number(hour), minute: Number(minute) })
    }}
  />
)

const Details = ({ plan, put }: { readonly plan: Plan; readonly put: (change: Partial<Plan>) => void }): ReactNode => {
  if (plan.rhythm === 'hourly')
    return (
      <NumberInput
        label={t('At minute')}
        w={130}
        min={0}
        max={59}
        allowDecimal={false}
        value={plan.minute}
        onChange={(value) => typeof value === 'number' && put({ minute: value })}
      />
    )
  return (
    <>
      {plan.rhythm === 'weekly' && (
        <Input.Wrapper label={t('On')} labelElement="div">
          <Chip.Group
            multiple
            value={plan.weekdays.map(String)}
            onChange={(next: string[]) => next.length > 0 && put({ weekdays: next.map(Number).toSorted((a, b) => a - b) })}
          >
            <Group gap={6} role="group" aria-label={t('Days of the week')}>
              {DAYS.map(([day, name]) => (
                <Chip key={day} value={String(day)} size="xs">
                  {t(name)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
      )}
      {plan.rhythm === 'monthly' && (
        <NumberInput
          label={t('On day')}
          description={plan.day > 28 ? t('Months without this day are left out.') : undefined}
          w={160}
          min={1}
          max={31}
          allowDecimal={false}
          value={plan.day}
          onChange={(value) => typeof value === 'number' && put({ day: value })}
        />
      )}
      <Time plan={plan} put={put} />
    </>
  )
}

/** Usual schedules without cron; what it cannot show is custom. */
export const PlanBuilder = ({
  crontab,
  isCustom,
  onChange,
  onCustom,
}: {
  readonly crontab: string
  readonly isCustom: boolean
  readonly onChange: (crontab: string) => void
  readonly onCustom: () => void
}) => {
  const plan = isCustom ? null : planOf(crontab)
  const choose = (next: string): void => {
    const rhythm = RHYTHMS.find(([one]) => one === next)?.[0]
    if (rhythm === undefined) onCustom()
    else onChange(cronOf({ ...(planOf(crontab) ?? START_PLAN), rhythm }))
  }
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t('How often')}
        data={[...RHYTHMS.map(([value, label]) => ({ value, label: t(label) })), { value: 'custom', label: t('Cron') }]}
        value={plan?.rhythm ?? 'custom'}
        onChange={choose}
      />
      {plan !== null && (
        <div className={classes['plan']}>
          <Details plan={plan} put={(change) => onChange(cronOf({ ...plan, ...change }))} />
        </div>
      )}
    </>
  )
}

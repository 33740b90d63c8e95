import { formatTime, shownZone } from '@coset/core'
import { Card, Radio, Select, Stack, Text, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { browserZone, keepTimes, readTimes } from '../../session/times.ts'

const kindOf = (choice: string): 'data' | 'browser' | 'zone' => (choice === 'data' || choice === 'browser' ? choice : 'zone')

/** In which zone times are shown to this account in this browser. */
export const Times = () => {
  const { user } = useSession()
  const id = user?.id ?? 0
  const [choice, setChoice] = useState(() => readTimes(id))
  const [kind, setKind] = useState(kindOf(choice))
  const zones = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])], [])
  const take = (next: string): void => {
    keepTimes(id, next)
    setChoice(next)
  }
  const turn = (next: string): void => {
    const to = kindOf(next)
    setKind(to)
    take(to === 'zone' ? (kindOf(choice) === 'zone' ? choice : browserZone()) : to)
  }
  const sample = formatTime('%Y-%m-%d %H:%M', null, { timed: true })(Date.now())
  return (
    <Card withBorder radius="10px">
      <Stack>
        <Title order={2}>{t('Times')}</Title>
        <Radio.Group
          label={t('Show times in')}
          description={t('Days, weeks, months and filters stay those of the data; so do downloads, copies and pictures by e-mail. Kept in this browser.')}
          value={kind}
          onChange={turn}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="data" label={t('As in the data (UTC)')} />
            <Radio value="browser" label={t("This browser's zone ({{zone}})", { zone: browserZone() })} />
            <Radio value="zone" label={t('A zone of your choice')} />
          </Stack>
        </Radio.Group>
        {kind === 'zone' && (
          <Select
            label={t('Zone')}
            data={zones.includes(choice) ? zones : [choice, ...zones]}
            value={choice}
            searchable
            allowDeselect={false}
            limit={100}
            nothingFoundMessage={t('No such zone')}
            onChange={(next) => next !== null && take(next)}
          />
        )}
        <Text size="sm" c="dimmed" aria-live="polite" className="coset-figures">
          {t('It is {{time}}', { time: shownZone() === null ? `${sample} UTC` : sample })}
        </Text>
      </Stack>
    </Card>
  )
}

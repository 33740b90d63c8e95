import type { Category, ChartDefinition } from '@coset/chart-kit'
import { definitions } from '@coset/charts'
import { Page as Frame } from '@coset/ui'
import { Button, Card, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { suitedTypes } from '../../shared/chart-types/order.ts'
import { TypeTiles } from '../../shared/chart-types/tiles.tsx'
import { type Choice, RemoteSelect } from '../../shared/remote-select/index.tsx'
import classes from './chart-add.module.css'
import { datasetSource } from './datasets.ts'

const ORDER: readonly Category[] = ['Evolution', 'Ranking', 'Part of a Whole', 'KPI', 'Table', 'Distribution', 'Correlation', 'Flow', 'Map', 'Other']
const ANY = { metrics: 1, dimensions: 1, temporal: true }

const groups = (words: string): readonly (readonly [Category, readonly ChartDefinition[]])[] => {
  const found = suitedTypes(definitions, ANY, words).map(({ definition }) => definition)
  return ORDER.map((category) => [category, found.filter((definition) => definition.category === category)] as const).filter(([, types]) => types.length > 0)
}

/** A new chart: of which dataset, and how it is drawn. `?dataset=` and `?viz_type=` choose beforehand. */
export const Page = () => {
  const navigate = useNavigate()
  const session = useSession()
  const [parameters] = useSearchParams()
  const given = parameters.get('dataset')
  const [dataset, setDataset] = useState<Choice | null>(given !== null && /^\d+$/.test(given) ? { value: given, label: '' } : null)
  const [type, setType] = useState<string | null>(parameters.get('viz_type'))
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState(false)
  const types = groups(words)
  const create = (event: FormEvent): void => {
    event.preventDefault()
    setAsked(true)
    if (dataset === null) return
    const address = new URLSearchParams({ datasource_type: 'table', datasource_id: dataset.value, ...(type === null ? {} : { viz_type: type }) })
    void navigate(`/explore/?${address}`)
  }
  return (
    <Frame title={t('New chart')}>
      <form onSubmit={create} className={classes['form']} noValidate>
        <Card withBorder radius="10px" className={classes['source'] ?? ''}>
          <Stack gap="sm">
            <RemoteSelect
              label={t('Dataset')}
              source={datasetSource}
              value={dataset}
              onChange={setDataset}
              placeholder={t('Type to search')}
              error={asked && dataset === null ? t('Choose what the chart is drawn from.') : null}
              required
            />
            {session.allows('can_write', 'Dataset') && (
              <Text size="sm" c="dimmed">
                {t('Not there?')} <Link to="/dataset/add/">{t('Draw a table, or SQL')}</Link>
              </Text>
            )}
            <Group justify="flex-end" className={classes['go'] ?? ''}>
              <Button type="submit">{t('Go on to the chart')}</Button>
            </Group>
          </Stack>
        </Card>
        <Card withBorder radius="10px" component="section" aria-label={t('Chart type')}>
          <TextInput
            type="search"
            aria-label={t('Search chart types')}
            placeholder={t('Search by name, kind or purpose')}
            leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            mb="xs"
          />
          {types.map(([category, all]) => (
            <TypeTiles key={category} title={t(category)} types={all} current={type} onPick={({ vizType }) => setType(vizType === type ? null : vizType)} />
          ))}
          {types.length === 0 && <p>{t('No chart type is called so.')}</p>}
        </Card>
      </form>
    </Frame>
  )
}

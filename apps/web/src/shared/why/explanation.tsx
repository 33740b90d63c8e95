import { Badge, Table } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import type { Explained, Lineage, Origin, Part } from './types.ts'
import classes from './why.module.css'

const WHAT: Readonly<Record<Part['what'], string>> = {
  dimension: 'Dimension',
  metric: 'Metric',
  'time range': 'Time range',
  filter: 'Filter',
  'sql filter': 'SQL filter',
  'row rule': 'Row-level rule',
  order: 'Order',
  limit: 'Row limit',
}

const originText = ({ kind, name }: Origin): string => {
  if (kind === 'dashboard') return name === null ? t('the dashboard') : t('the dashboard’s filter “{{name}}”', { name })
  if (kind === 'row-level rule') return name === null ? t('a rule of the administrator') : t('the rule “{{name}}”', { name })
  if (kind === 'default') return t('the server’s default')
  return kind === 'dataset' ? t('the dataset') : kind === 'chart' ? t('the chart') : t('this request')
}

const duration = (seconds: number): string => {
  if (seconds < 60) return t('{{count}} s', { count: seconds })
  if (seconds < 7200) return t('{{count}} min', { count: Math.round(seconds / 60) })
  return seconds < 172_800 ? t('{{count}} h', { count: Math.round(seconds / 3600) }) : t('{{count}} days', { count: Math.round(seconds / 86_400) })
}

const milliseconds = (ms: number): string => (ms < 1000 ? t('{{count}} ms', { count: ms }) : t('{{count}} s', { count: Math.round(ms / 100) / 10 }))

const cacheText = ({ cache }: Explained): string => {
  if (cache.timeout < 0) return t('never cached')
  const kept = t('answers are kept {{time}} (set by: {{from}})', { time: duration(cache.timeout), from: t(cache.timeout_from) })
  return cache.age_seconds === null ? t('not in the cache now; {{kept}}', { kept }) : t('{{age}} old; {{kept}}', { age: duration(cache.age_seconds), kept })
}

const Facts = ({ explained }: { readonly explained: Explained }) => (
  <dl className={classes['facts']}>
    <dt>{t('Cache')}</dt>
    <dd>{cacheText(explained)}</dd>
    {explained.last_run !== null && (
      <>
        <dt>{t('Database')}</dt>
        <dd>
          {explained.last_run.queued_ms > 0
            ? t('{{time}}, after {{queued}} in line', { time: milliseconds(explained.last_run.engine_ms), queued: milliseconds(explained.last_run.queued_ms) })
            : milliseconds(explained.last_run.engine_ms)}
        </dd>
        <dt>{t('Rows')}</dt>
        <dd>
          {explained.last_run.rows === explained.last_run.sql_rows
            ? explained.last_run.rows.toLocaleString('en')
            : t('{{rows}}, from {{sql}} of the database', {
                rows: explained.last_run.rows.toLocaleString('en'),
                sql: explained.last_run.sql_rows.toLocaleString('en'),
              })}
        </dd>
      </>
    )}
    {Object.entries(explained.estimate ?? {}).map(([label, text]) => (
      <Fact key={label} label={t('Estimate: {{label}}', { label })} text={text} />
    ))}
  </dl>
)

const Fact = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <>
    <dt>{label}</dt>
    <dd>{text}</dd>
  </>
)

/** One query: its pieces with what put each there, its times, and its SQL. */
export const Explanation = ({ explained }: { readonly explained: Explained }) => (
  <>
    <section className={classes['section']}>
      <h3>{t('What was asked, and by what')}</h3>
      <div className={classes['scroll']}>
        <Table withRowBorders verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('Part')}</Table.Th>
              <Table.Th>{t('SQL')}</Table.Th>
              <Table.Th>{t('Comes from')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {explained.parts.map((part, i) => (
              <Table.Tr key={i}>
                <Table.Td>{t(WHAT[part.what])}</Table.Td>
                <Table.Td className={classes['code'] ?? ''}>{part.sql}</Table.Td>
                <Table.Td>{originText(part.from)}</Table.Td>
              </Table.Tr>
            ))}
            {explained.ignored.map((filter, i) => (
              <Table.Tr key={`ignored ${i}`}>
                <Table.Td>{t('Filter')}</Table.Td>
                <Table.Td className={classes['code'] ?? ''}>
                  {filter.column} {filter.op}
                </Table.Td>
                <Table.Td>{t('left out: the dataset has no such column')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
    <section className={classes['section']}>
      <h3>{t('How fresh, how long, how many')}</h3>
      <Facts explained={explained} />
    </section>
    <section className={classes['section']}>
      <h3>{t('The whole statement')}</h3>
      <pre className={classes['sql']}>{explained.sql}</pre>
    </section>
  </>
)

/** Where the chart's columns and metrics come from. */
export const LineageTable = ({ lineage }: { readonly lineage: Lineage }) => (
  <section className={classes['section']}>
    <h3>{t('Read from the database, through the dataset {{name}}', { name: lineage.dataset.name })}</h3>
    <div className={classes['scroll']}>
      <Table withRowBorders verticalSpacing={6}>
        <Table.Tbody>
          {lineage.uses.map((use, i) => (
            <Table.Tr key={i}>
              <Table.Td className={classes['code'] ?? ''}>{use.name}</Table.Td>
              <Table.Td>
                {use.roles.map((role) => (
                  <Badge key={role} variant="light" color="gray" size="sm" mr={4}>
                    {t(role)}
                  </Badge>
                ))}
              </Table.Td>
              <Table.Td className={classes['code'] ?? ''}>
                {use.understood
                  ? use.sources.map((one) => `${one.schema === null ? '' : `${one.schema}.`}${one.table}.${one.column}${one.certain ? '' : ' ?'}`).join(', ')
                  : t('its SQL could not be read')}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  </section>
)

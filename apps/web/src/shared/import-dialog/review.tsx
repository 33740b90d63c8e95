import { Badge, Stack, Table, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import classes from './import-dialog.module.css'

/** What an import would do, as its dry run says. */
export interface Review {
  readonly objects: readonly ObjectChange[]
  readonly problems: readonly { readonly file: string; readonly message: string }[]
}

interface ObjectChange {
  readonly kind: string
  readonly name: string
  readonly file: string
  readonly change: 'new' | 'changed' | 'same' | 'kept' | 'refused'
  readonly differences: readonly { readonly field: string; readonly before: string; readonly after: string }[]
}

const COLOURS: Readonly<Record<ObjectChange['change'], string>> = { new: 'green', changed: 'blue', same: 'gray', kept: 'gray', refused: 'red' }

const nameOf = (change: ObjectChange['change']): string =>
  ({ new: t('New'), changed: t('Changed'), same: t('The same'), kept: t('Stays as it is'), refused: t('Refused') })[change]

const Differences = ({ object }: { readonly object: ObjectChange }) =>
  object.differences.map(({ field, before, after }) => (
    <Text key={field} size="xs" className={classes['difference'] ?? ''}>
      {`${field}: ${before === '' ? t('nothing') : before} → ${after === '' ? t('nothing') : after}`}
    </Text>
  ))

/** One row an object of the bundle: what would become of it. */
export const ReviewTable = ({ review }: { readonly review: Review }) => (
  <Stack gap="xs">
    <Table.ScrollContainer minWidth={480} mah={320}>
      <Table aria-label={t('What the import does')} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('Object')}</Table.Th>
            <Table.Th>{t('Kind')}</Table.Th>
            <Table.Th>{t('Change')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {review.objects.map((object) => (
            <Table.Tr key={object.file}>
              <Table.Td>
                {object.name}
                <Differences object={object} />
              </Table.Td>
              <Table.Td>{object.kind.replaceAll('_', ' ')}</Table.Td>
              <Table.Td>
                <Badge variant="light" color={COLOURS[object.change]} tt="none">
                  {nameOf(object.change)}
                </Badge>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </Stack>
)

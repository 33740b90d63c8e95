import { Badge, Group } from '@mantine/core'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { customTags, type Tag, tagPath } from './tags.ts'

/** Tags that people put on an object; each leads to all that carries it. */
export const TagChips = ({ tags }: { readonly tags: readonly Tag[] }) => (
  <Group gap={4}>
    {customTags(tags).map((tag) => (
      <Badge key={tag.id} component={Link} to={tagPath(tag.id)} variant="default" tt="none" maw={180} title={t('All tagged {{name}}', { name: tag.name })}>
        {tag.name}
      </Badge>
    ))}
  </Group>
)

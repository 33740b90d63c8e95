import { type DataMask, EMPTY_MASK, isDisplayControl, isDivider, isEmpty, type NativeFilter } from '@coset/chart-kit/dashboard'
import { ActionIcon, Button, Drawer, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { useDashboard } from '../model/context.ts'
import { FilterEditor } from '../view/filter-editor.tsx'
import { ConfigureButton } from './configure/button.tsx'
import { DividerMark } from './divider-mark.tsx'
import classes from './filters.module.css'

interface Props {
  readonly onHover: (filter: NativeFilter | null) => void
  readonly onClear: () => void
}

const isSet = (mask: DataMask): boolean => !isEmpty(mask.filterState.value)
const shownValue = (mask: DataMask): string =>
  mask.filterState.label ?? (Array.isArray(mask.filterState.value) ? mask.filterState.value.join(', ') : String(mask.filterState.value ?? ''))

/** A chip that opens the filter's editor; what was chosen is applied when it closes. */
const FilterChip = ({ filter, onHover }: { readonly filter: NativeFilter; readonly onHover: Props['onHover'] }) => {
  const { masks, setMask } = useDashboard()
  const applied = masks[filter.id] ?? EMPTY_MASK
  const [draft, setDraft] = useState<DataMask | null>(null)
  const [open, setOpen] = useState(false)
  const required = filter.controlValues?.['enableEmptyFilter'] === true
  const close = (): void => {
    setOpen(false)
    if (draft !== null) setMask(filter.id, draft)
    setDraft(null)
  }
  const onChange = useCallback((mask: DataMask) => setDraft(mask), [])
  return (
    <Popover opened={open} onChange={(next) => (next ? setOpen(true) : close())} position="bottom-start" width={320} trapFocus closeOnEscape withArrow={false}>
      <div
        className={classes['chip']}
        data-set={isSet(applied) || undefined}
        data-control={isDisplayControl(filter.filterType) || undefined}
        data-required={(required && !isSet(applied)) || undefined}
      >
        <Popover.Target>
          <UnstyledButton
            className={classes['open'] ?? ''}
            onClick={() => (open ? close() : setOpen(true))}
            onMouseEnter={() => onHover(filter)}
            onMouseLeave={() => onHover(null)}
            onFocus={() => onHover(filter)}
            onBlur={() => onHover(null)}
          >
            <span className={classes['name']}>{filter.name}</span>
            {isSet(applied) ? (
              <span className={classes['value']}>{shownValue(applied)}</span>
            ) : (
              required && <span className={classes['value']}>{t('choose')}</span>
            )}
          </UnstyledButton>
        </Popover.Target>
        {isSet(applied) && (
          <ActionIcon
            size="xs"
            variant="transparent"
            color="gray"
            aria-label={t('Clear {{name}}', { name: filter.name })}
            onClick={() => setMask(filter.id, EMPTY_MASK)}
          >
            <IconX size={12} />
          </ActionIcon>
        )}
      </div>
      <Popover.Dropdown aria-label={filter.name}>
        <Stack gap="sm">
          {filter.description !== undefined && filter.description !== '' && (
            <Text size="xs" c="dimmed">
              {filter.description}
            </Text>
          )}
          <FilterEditor filter={filter} mask={draft ?? applied} onChange={onChange} />
          <Group justify="flex-end">
            <Button size="xs" onClick={close}>
              {t('Apply')}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Filters whose first value is chosen by itself need their editor before anybody opens it. */
const SelfChoosing = ({ filter }: { readonly filter: NativeFilter }) => {
  const { masks, setMask } = useDashboard()
  const onChange = useCallback((mask: DataMask) => setMask(filter.id, mask), [filter.id, setMask])
  return (
    <div hidden>
      <FilterEditor filter={filter} mask={masks[filter.id] ?? EMPTY_MASK} onChange={onChange} />
    </div>
  )
}

const CrossChips = () => {
  const { masks, setMask, charts } = useDashboard()
  return Object.entries(masks)
    .filter(([id, mask]) => /^\d+$/.test(id) && isSet(mask))
    .map(([id, mask]) => (
      <div key={id} className={classes['chip']} data-cross>
        <span className={classes['open']}>
          <span className={classes['name']}>{charts.get(Number(id))?.slice_name}</span>
          <span className={classes['value']}>{shownValue(mask)}</span>
        </span>
        <ActionIcon
          size="xs"
          variant="transparent"
          color="gray"
          aria-label={t('Clear the selection on {{name}}', { name: charts.get(Number(id))?.slice_name ?? '' })}
          onClick={() => setMask(id, EMPTY_MASK)}
        >
          <IconX size={12} />
        </ActionIcon>
      </div>
    ))
}

/** All filters of the dashboard: chips above the charts; a sheet on a phone, or where the host wants them folded. */
export const FilterBar = ({ onHover, onClear }: Props) => {
  const { filters, masks, config, configuring, editing } = useDashboard()
  const items = [...config.items, ...config.controlItems]
  const narrow = useMediaQuery('(max-width: 640px)')
  const expanded = useEmbedding()?.ui.expandFilters ?? null
  const folded = narrow || expanded === false
  const [sheet, setSheet] = useState(narrow === true && expanded === true)
  const set = Object.values(masks).filter(isSet).length
  useEffect(() => () => onHover(null), [onHover])
  if (items.length === 0 && set === 0 && !configuring.isOpen && !(configuring.may && editing)) return null
  const chips = (
    <>
      {items.map((item) => (isDivider(item) ? <DividerMark key={item.id} divider={item} /> : <FilterChip key={item.id} filter={item} onHover={onHover} />))}
      <CrossChips />
      {set > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={onClear}>
          {t('Clear all')}
        </Button>
      )}
    </>
  )
  return (
    <section className={`${classes['bar'] ?? ''} filter-bar`} aria-label={t('Filters')}>
      {filters
        .filter((filter) => filter.controlValues?.['defaultToFirstItem'] === true && !isSet(masks[filter.id] ?? EMPTY_MASK))
        .map((filter) => (
          <SelfChoosing key={filter.id} filter={filter} />
        ))}
      {folded ? (
        <>
          <Button size="xs" variant="default" leftSection={<IconFilter size={14} />} onClick={() => setSheet(true)}>
            {set === 0 ? t('Filters') : t('Filters ({{count}} set)', { count: set })}
          </Button>
          <Drawer opened={sheet} onClose={() => setSheet(false)} position="bottom" size="70%" title={t('Filters')}>
            <Group gap="xs">{chips}</Group>
          </Drawer>
        </>
      ) : (
        chips
      )}
      <ConfigureButton />
    </section>
  )
}

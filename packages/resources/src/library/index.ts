import { contract } from '@coset/contract'
import type { Handler } from '../resource.ts'
import { shelfHandlers, stampColumns } from './shelf.ts'

export const cssTemplateHandlers: readonly Handler[] = shelfHandlers(contract.cssTemplate, {
  table: 'css_templates',
  view: 'CssTemplate',
  title: 'Css Template',
  noun: 'css_template',
  nameColumn: 'template_name',
  fields: ['template_name', 'css'],
  hasUuid: true,
  fixed: () => ({}),
  listColumns: ['id', 'template_name', 'css', ...stampColumns],
  showColumns: [
    'changed_on_delta_humanized',
    'changed_by.first_name',
    'changed_by.id',
    'changed_by.last_name',
    'created_by.first_name',
    'created_by.id',
    'created_by.last_name',
    'css',
    'id',
    'template_name',
  ],
  search: { css: 'text', uuid: 'text' },
  orderColumns: ['template_name', 'changed_on_delta_humanized'],
})

export { shelfHandlers, stampColumns } from './shelf.ts'

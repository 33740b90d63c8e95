import { expect, test } from 'vitest'
import { allRoutes, auditOf, contract } from '../index.ts'

const routes = allRoutes(contract)
const names = (kind: ReturnType<typeof auditOf>): readonly string[] =>
  routes
    .filter((route) => auditOf(route) === kind)
    .map(({ name }) => name)
    .sort()

const list = (text: string): readonly string[] => text.trim().split(/\s+/)

test('these show objects or their data', () => {
  expect(names('view')).toEqual(
    list(`
      chart.asyncData chart.data chart.get chart.savedData dashboard.charts dashboard.datasets dashboard.get database.connection database.get
      dataset.get datasource.columnValues datasource.samples history.compare history.version report.get saved_query.get sqllab.execute
      sqllab.partialRows sqllab.results sqllab.resultsPage
    `),
  )
})

test('these let files leave the site', () => {
  expect(names('export')).toEqual(
    list(`
      annotation_layer.export assets.export audit.export chart.export css_template.export dashboard.export dashboard.exportAsExample
      database.export dataset.export picture.chartScreenshot picture.dashboardScreenshot report.export rls.export role.export saved_query.export
      sqllab.export sqllab.exportStreaming tag.export theme.export
    `),
  )
})

test('these change something', () => {
  expect(names('change')).toEqual(
    list(`
      annotation.bulkDelete annotation.create annotation.delete annotation.update annotation_layer.bulkDelete annotation_layer.create
      annotation_layer.delete annotation_layer.import annotation_layer.update assets.import chart.bulkDelete chart.create chart.delete
      chart.import chart.update css_template.bulkDelete css_template.create css_template.delete css_template.import css_template.update
      dashboard.bulkDelete dashboard.changeEmbedded dashboard.copy dashboard.create dashboard.delete dashboard.import dashboard.removeEmbedded
      dashboard.setEmbedded dashboard.update dashboard.updateColors dashboard.updateCustomizations dashboard.updateFilters database.create
      database.delete database.import database.syncPermissions database.update database.upload dataset.bulkDelete dataset.create dataset.delete
      dataset.deleteColumn dataset.deleteMetric dataset.duplicate dataset.getOrCreate dataset.import dataset.refresh dataset.update group.create
      group.delete group.update history.restore job.cancel job.discard job.retry me.update permissionView.create permissionView.delete
      permissionView.update registration.activate registration.create registration.delete registration.resend registration.update
      report.bulkDelete report.create report.delete report.import report.run report.update rls.bulkDelete rls.create rls.delete rls.import rls.update role.create role.delete role.import
      role.setGroups role.setPermissions role.setUsers role.update saved_query.bulkDelete saved_query.create saved_query.delete saved_query.import
      saved_query.update security.guestToken security.viewAs signIn.activate signIn.addPasskey signIn.confirmTotp signIn.createApiKey signIn.endOtherSessions
      signIn.endSession signIn.endUserSessions signIn.newRecoveryCodes signIn.register signIn.removeFactor signIn.removeUserFactors signIn.reset
      signIn.revokeApiKey system.invalidateCache tag.addToObject tag.bulkCreate tag.bulkDelete tag.create tag.delete tag.import
      tag.removeFromObject tag.update theme.bulkDelete theme.create theme.delete theme.import theme.setSystemDark theme.setSystemDefault
      theme.unsetSystemDark theme.unsetSystemDefault theme.update trash.delete trash.empty trash.restore user.create user.delete user.update
      view.create view.delete view.update
    `),
  )
})

test('of the other writes nothing is told', () => {
  expect(names(null).filter((name) => routes.some((route) => route.name === name && route.method !== 'GET'))).toEqual(
    list(`
      asyncEvent.cancel chart.addFavourite chart.removeFavourite chart.warmUpCache dashboard.addFavourite dashboard.createPermalink
      dashboard.createState dashboard.deleteState dashboard.removeFavourite dashboard.updateState database.testConnection database.uploadMetadata
      database.validateParameters database.validateSql dataset.warmUpCache datasource.validateExpression explain.chartData explain.groupChange
      explain.groupDeletion explain.roleChange explain.roleDeletion explain.userChange explain.userDeletion explore.createFormData
      explore.createPermalink explore.deleteFormData explore.updateFormData log.create log.events picture.dashboardScreenshotJob query.stop
      security.endViewAs security.login security.refresh signIn.forgot signIn.startPasskey signIn.startTotp sqllab.createPermalink sqllab.estimate sqllab.formatSql
      tab_state.activate tab_state.create tab_state.delete tab_state.deleteQuery tab_state.migrateQuery tab_state.update table_schema.create
      table_schema.delete table_schema.expanded tag.addFavourite tag.removeFavourite
    `),
  )
})

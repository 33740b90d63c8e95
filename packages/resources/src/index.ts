import { advancedTypeHandlers } from './advanced-type/index.ts'
import { annotationLayerHandlers } from './annotation-layer/index.ts'
import { auditHandlers } from './audit/index.ts'
import { bundleHandlers } from './bundle/index.ts'
import { chartHandlers } from './chart/index.ts'
import { dashboardHandlers } from './dashboard/index.ts'
import { databaseHandlers } from './database/index.ts'
import { datasetHandlers } from './dataset/index.ts'
import { datasourceHandlers } from './datasource/index.ts'
import { embeddedHandlers } from './embedded/index.ts'
import { asyncEventHandlers } from './events/index.ts'
import { explainHandlers } from './explain/index.ts'
import { exploreHandlers } from './explore/index.ts'
import { historyHandlers, trashHandlers } from './history/index.ts'
import { jobHandlers } from './job-admin/index.ts'
import { cssTemplateHandlers } from './library/index.ts'
import { lineageHandlers } from './lineage/index.ts'
import { logHandlers } from './log/index.ts'
import { pictureHandlers } from './picture/index.ts'
import { queryHandlers } from './query-history/index.ts'
import { queueHandlers } from './queue/index.ts'
import { reportHandlers } from './report/index.ts'
import type { Handler } from './resource.ts'
import { rowLevelSecurityHandlers } from './row-level-security/index.ts'
import { savedQueryHandlers } from './saved-query/index.ts'
import { securityHandlers } from './security/index.ts'
import { signInHandlers } from './sign-in/handlers.ts'
import { sqllabHandlers } from './sqllab/index.ts'
import { systemHandlers } from './system/index.ts'
import { tagHandlers } from './tag/index.ts'
import { themeHandlers } from './theme/index.ts'
import { uploadHandlers } from './upload/index.ts'

/** Every operation that the server carries out. */
export const handlers: readonly Handler[] = [
  ...securityHandlers,
  ...signInHandlers,
  ...databaseHandlers,
  ...datasetHandlers,
  ...datasourceHandlers,
  ...chartHandlers,
  ...dashboardHandlers,
  ...embeddedHandlers,
  ...explainHandlers,
  ...exploreHandlers,
  ...bundleHandlers,
  ...asyncEventHandlers,
  ...tagHandlers,
  ...cssTemplateHandlers,
  ...annotationLayerHandlers,
  ...advancedTypeHandlers,
  ...themeHandlers,
  ...savedQueryHandlers,
  ...reportHandlers,
  ...rowLevelSecurityHandlers,
  ...pictureHandlers,
  ...sqllabHandlers,
  ...queryHandlers,
  ...historyHandlers,
  ...trashHandlers,
  ...lineageHandlers,
  ...jobHandlers,
  ...logHandlers,
  ...auditHandlers,
  ...queueHandlers,
  ...systemHandlers,
  ...uploadHandlers,
]

export { accessWords, difference } from './audit/access-words.ts'
export { namesOf } from './audit/objects.ts'
export { type AuditEvent, flushAudit, record, recordSign } from './audit/record.ts'
export { type Asking, audited, recordRefusal } from './audit/watch.ts'
export {
  bundleOf,
  exportAssets,
  exportBundle,
  exportEverything,
  foldersOf,
  type ImportReport,
  type ImportReview,
  importBundle,
  reviewBundle,
} from './bundle/index.ts'
export { chartQuestion } from './chart/index.ts'
export type {
  Actors,
  Connections,
  Context,
  Credentials,
  Engines,
  GuestClaims,
  PictureBrowser,
  PictureShot,
  SessionFacts,
  Settings,
  TokenFacts,
} from './context.ts'
export { connectionConfig, findDatabase, oauth2ClientSchema, personalToken, secretUri, storedConnectionConfig, storedTunnel } from './database/index.ts'
export { framingSites, mayFrame, openEmbedding, sitesOf } from './embedded/index.ts'
export { keepBefore, keepVersion, resealedSnapshot } from './history/index.ts'
export { jobOverview, jobsIn } from './job-admin/index.ts'
export * from './jobs/index.ts'
export { jobDefinitions, scheduleSources } from './jobs/registry.ts'
export { type Fate, type MoveReport, moveIn, siteOf, takeBack } from './moving/index.ts'
export { pictureFacts } from './picture/index.ts'
export { closeChannels } from './report/index.ts'
export { type Call, type Handler, handle, Reply, type UploadedFile } from './resource.ts'
export * as scim from './scim/index.ts'
export { type GuestRole, guestActor, loadGuestRole } from './security/guest.ts'
export { type Account, accessMarks, createAccount, loadAccount, loadActor, loadAnonymous, seedRoles } from './security/index.ts'
export { KEY_PREFIX, lookUpKey } from './sign-in/api-keys.ts'
export { admitPerson } from './sign-in/arrival.ts'
export { digestOf, issueCode, readCode, takeCode, useOnce } from './sign-in/codes.ts'
export { askedKinds, askForPasskey, dutyOf, useCode, usePasskey } from './sign-in/factors.ts'
export { checkPassword, welcome } from './sign-in/password.ts'
export { type FactorDuty, type FactorRule, factorDuty, factorRule, unknownFactorRoles } from './sign-in/required-factor.ts'
export { beginSession, endSession, type KnownSession, lookUpSession } from './sign-in/sessions.ts'
export { readSetUp, type SettingUp, setUpPasskey, setUpTotp, startSetUpPasskey, startSetUpTotp } from './sign-in/set-up.ts'
export { endViewAs } from './sign-in/view-as.ts'
export { seedThemes } from './theme/index.ts'

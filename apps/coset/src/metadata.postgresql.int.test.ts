import { temporaryDatabase } from '@coset/testing'
import { metadataServers } from './metadata/conformance.ts'

metadataServers('PostgreSQL', () => temporaryDatabase('postgresql'))

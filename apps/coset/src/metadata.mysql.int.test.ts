import { temporaryDatabase } from '@coset/testing'
import { metadataServers } from './metadata/conformance.ts'

// As `CREATE DATABASE` makes it where nobody thinks of collations: names are the same whatever their case
metadataServers('MySQL', () => temporaryDatabase('mysql', 'utf8mb4_unicode_ci'))

import { describe } from 'vitest'
import { hasPostgres } from '../support/postgres/database.ts'
import { contract } from './contract.ts'
import { postgresBench } from './postgres-harness.ts'

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  contract(postgresBench)
})

import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { contract } from './contract.ts'
import { bench } from './harness.ts'

contract(() => bench(openStore))

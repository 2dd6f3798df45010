import { openStore } from '../../src/store/worker-store.ts'
import { contract } from './contract.ts'

contract(openStore)

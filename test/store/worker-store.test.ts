import { openStore } from '../../src/store/worker-store.ts'
import { contract } from './contract.ts'

contract('the store in a thread of its own', openStore)

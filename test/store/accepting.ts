import { openStore } from '../../src/store/sqlite/worker-store.ts'
import { anAcceptance } from './an-acceptance.ts'

// A process that accepts without end and prints the id of what was confirmed: one to be killed.
const [file = '', round = ''] = process.argv.slice(2)
const store = await openStore({
  file,
  owner: 'one',
  onFatal(error) {
    throw error
  },
})
let made = 0
async function acceptOn(): Promise<void> {
  for (;;) {
    made += 1
    const acceptance = anAcceptance({ id: `${round}-${made}`, text: 'x'.repeat(2_000) })
    await store.accept({ ...acceptance, hash: acceptance.event.id })
    process.stdout.write(`${acceptance.event.id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, acceptOn))

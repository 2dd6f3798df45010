import type { Torture } from './row.ts'

/** Each part is loaded only when it is wanted. */
const PARTS: Readonly<Record<string, () => Promise<{ readonly run: Torture }>>> = {
  door: () => import('./door.ts'),
  store: () => import('./store.ts'),
  crash: () => import('./crash.ts'),
  outage: () => import('./outage.ts'),
  replicas: () => import('./replicas.ts'),
  stories: () => import('./stories.ts'),
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  process.exit(2)
}
console.log('| part | what was done | counts | promise |\n| --- | --- | --- | --- |')
for (const [name, load] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { run } = await load()
  for (const { done, counts, verdict } of await run({ long: true })) {
    console.log(`| ${name} | ${done} | ${counts} | ${verdict} |`)
    if (verdict === 'BROKEN') process.exitCode = 1
  }
}

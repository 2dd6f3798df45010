import { setTimeout as sleep } from 'node:timers/promises'
import { callbackBody, postLoad } from '../../support/load.ts'
import type { HeraldProcess } from '../../support/herald-process.ts'
import type { Shown } from '../../support/stand-in-shown.ts'
import { postAsKylin } from '../crash/post-as-kylin.ts'
import { waitingIn } from '../crash/ledger.ts'
import { aScene, type Scene } from '../crash/scene.ts'
import { type Row, verdict } from '../row.ts'
import { hookOf, SLACK_HOOK, standInOf, STRICT, type Told } from './platforms.ts'
import { calmDown, fateIn } from './rows.ts'

const FAILURES = 500
/** So many come once the digest is there, and call somebody whom it does not. */
const LATE = 2
/** The default limit of a channel. */
const LIMIT = 20
/** From this failure on they are of another project. */
const OTHER = 400
const EDITS_APART_MS = 5_000
/** Two requests to a stand-in on the same machine may overtake one another by so much. */
const NOISE_MS = 100

interface StormOptions {
  /** Waits five minutes for the calm; else it is made to have come. */
  readonly long: boolean
  /** Kills the bridge in the middle, and starts it again. */
  readonly killed?: boolean
}

/** 500 failures at once in one channel: the first 20 and one digest, which counts all of the rest. */
export async function storm(told: Told, { long, killed = false }: StormOptions): Promise<Row> {
  const scene = await aScene({ rules: rulesFor(told), ...STRICT })
  const standIn = standInOf(told, scene)
  try {
    const herald = await scene.serve(hookOf(told, scene))
    const startedAt = performance.timeOrigin + performance.now()
    const { accepted, seconds, url } = await flood(herald, scene, told, killed)
    const calm = (): void => calmDown(scene.database)
    // A webhook of Slack cannot edit: its digest comes once, after the calm.
    if (told === SLACK_HOOK) await onceSent(scene, long ? () => undefined : calm)
    else {
      await standIn.waitUntil(() => digestOf(standIn.shown(told.place)) !== undefined)
      await late(url)
    }
    const folded = FAILURES - LIMIT + (told === SLACK_HOOK ? 0 : LATE)
    await standIn.waitUntil(() => countIn(digestOf(standIn.shown(told.place))) === folded)
    const wholeAt = lastAt(standIn)
    const edits = standIn.edits.map(({ at }) => at)
    if (told !== SLACK_HOOK) {
      if (!long) calm()
      await standIn.waitUntil(() => isOver(digestOf(standIn.shown(told.place))))
    }
    const finalAt = lastAt(standIn)
    const hasFile = !told.to.includes('webhook')
    if (hasFile) await standIn.waitForFiles(1)
    await settledIn(scene)
    const shown = standIn.shown(told.place)
    const digest = digestOf(shown)
    const fate = fateIn(scene.database)
    const { rateLimited } = standIn.counters
    const firstDigestAt = standIn.posts.find(({ text }) => text.includes('🌊'))?.at ?? Number.NaN
    const gaps = edits.slice(1).map((at, index) => at - (edits[index] ?? 0))
    const calls = standIn.posts.filter(({ payload }) =>
      /S0ONCALL01|998877665544332211/.test(JSON.stringify(payload)),
    )
    const text = JSON.stringify(digest?.payload)
    const listed = standIn.files[0]?.text.match(/\bERROR\b/g)?.length ?? 0
    return {
      done: `${told.name}: ${FAILURES} failures in ${seconds.toFixed(1)} s${killed ? ', the bridge killed in the middle' : ''}`,
      counts:
        `${standIn.posts.length} messages, of which ${fate.calls} call somebody, ${standIn.edits.length} edits, ${rateLimited} answers of 429; ` +
        `${fate.sent} sent, ${fate.folded} folded (${Object.entries(fate.projects)
          .map(([name, n]) => `${name} ${n}`)
          .join(', ')}), ${fate.unexplained} unexplained; ` +
        `digest after ${s(firstDigestAt - startedAt)}, whole after ${s(wholeAt - startedAt)}, final ${long ? 'after' : 'with the calm made to come after'} ${s(finalAt - startedAt)}${hasFile ? `, ${listed} listed in its file` : ''}`,
      verdict: verdict(
        accepted === FAILURES &&
          fate.sent === LIMIT &&
          fate.folded === folded &&
          fate.digests === 1 &&
          fate.unexplained === 0 &&
          standIn.posts.length === LIMIT + 1 + fate.calls &&
          (told === SLACK_HOOK ? fate.calls + calls.length === 0 : fate.calls === 1 && calls.length === 1) &&
          Object.entries(fate.projects).every(([name, n]) => text.includes(`${n}  ${name}`)) &&
          gaps.every((gap) => gap >= EDITS_APART_MS - NOISE_MS) &&
          (!hasFile || listed === folded) &&
          rateLimited === 0,
      ),
    }
  } finally {
    await scene.end()
  }
}

function rulesFor({ to }: Told): string {
  return `version: 1
channels: { sales: { ${to}, pace: none } }
mentions: { oncall: { slack: S0ONCALL01, discord: "role:998877665544332211" } }
rules:
  - { name: failures, when: { job_state: ERROR }, send: sales }
  - { name: hr calls, when: { project: hr }, send: sales, mention: oncall }
unmatched: drop
`
}

async function flood(
  herald: HeraldProcess,
  scene: Scene,
  told: Told,
  killed: boolean,
): Promise<{ readonly accepted: number; readonly seconds: number; readonly url: string }> {
  const load = { path: '/kylin/callback', connections: 16 }
  const first = await postLoad({
    ...load,
    url: herald.url,
    body: failure,
    requests: FAILURES,
    onAccepted(count) {
      if (killed && count === FAILURES / 2) void herald.kill('SIGKILL')
    },
  })
  if (killed) await herald.ended
  const { url } = killed ? await scene.serve(hookOf(told, scene)) : herald
  // Kylin posts again what was not answered 200; a disk may stall for longer than it waits.
  const taken = new Set(first.accepted)
  const left = Array.from({ length: FAILURES }, (_, n) => n).filter((n) => !taken.has(n))
  const again = { ...load, url, body: (n: number) => failure(left[n] ?? 0), requests: left.length }
  const rest = await postLoad(again)
  return { accepted: taken.size + rest.accepted.length, seconds: first.seconds + rest.seconds, url }
}

function failure(n: number): string {
  const project = n < OTHER ? 'sales_eu' : 'risk'
  return callbackBody(n, { project, job_state: 'ERROR', stacktrace: null })
}

async function late(url: string): Promise<void> {
  for (let n = 0; n < LATE; n += 1) {
    const body = callbackBody(FAILURES + n, { project: 'hr', job_state: 'ERROR', stacktrace: null })
    if ((await postAsKylin(url, body)) !== 200) throw new Error('a callback was refused')
  }
}

/** The digest as its channel shows it. */
function digestOf(shown: readonly Shown[]): Shown | undefined {
  return shown.find(({ text }) => text.includes('🌊'))
}

function countIn(digest: Shown | undefined): number {
  return Number(/🌊 (\d+) more/.exec(digest?.text ?? '')?.[1])
}

function isOver(digest: Shown | undefined): boolean {
  return digest?.text.endsWith('over') ?? false
}

function lastAt({ posts, edits }: ReturnType<typeof standInOf>): number {
  return Math.max(...[...posts, ...edits].map(({ at }) => at))
}

async function onceSent(scene: Scene, then: () => void): Promise<void> {
  while (fateIn(scene.database).sent < LIMIT) await sleep(50)
  then()
}

/** Resolves once nothing of it waits. */
async function settledIn(scene: Scene): Promise<void> {
  while (waitingIn(scene.database) > 0) await sleep(50)
}

function s(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

import { randomOf } from '../random.ts'
import { type Row, verdict } from '../row.ts'
import { aLoad } from './a-load.ts'
import { someLanes } from '../lanes.ts'
import { drained, isSound, ledgerOf, told } from './ledger.ts'
import { aScene, type Scene } from './scene.ts'

/** After so many kills everything is let through once, so that lanes which look something up take part again. */
const BREATHER = 25
/** Most callbacks that are answered between two kills: about a second's work. */
const MOST_ANSWERS = 100
/** The kill comes up to so long after the last of those answers. */
const MOST_AFTER_MS = 30
/** A start takes about this long. */
const START_MS = 700
/** With it, most lanes have a send in flight at any moment. */
const LATENCY_MS = 15
const MOST_MS = 300_000

/** kill -9 at random moments of a bridge under load, also while it starts and takes back what it had. */
export async function randomMoments(rounds: number, seed: number): Promise<readonly Row[]> {
  const lanes = someLanes(6, 2)
  const scene = await aScene({ rules: lanes.rules })
  scene.slack.latencyMs = LATENCY_MS
  scene.discord.latencyMs = LATENCY_MS
  const random = randomOf(seed)
  const load = aLoad(lanes)
  let starting = 0
  let through = true
  try {
    for (let round = 1; round <= rounds; round += 1) {
      if (random.chance(0.2)) {
        starting += 1
        await killedAtStart(scene, random.below(START_MS))
      } else {
        const herald = await scene.serve()
        const answers = random.below(MOST_ANSWERS)
        const after = random.below(MOST_AFTER_MS)
        await load.postUntil(answers, herald, () => setTimeout(() => void herald.kill('SIGKILL'), after))
      }
      if (round % BREATHER === 0 || round === rounds) through &&= await letThrough(scene)
    }
    const ledger = ledgerOf(scene, lanes, load.accepted)
    return [
      {
        done: `killed at ${rounds} random moments under load, ${starting} of them while starting (seed ${seed})`,
        counts: told(ledger),
        verdict: verdict(through && isSound(ledger)),
      },
    ]
  } finally {
    await scene.end()
  }
}

/** Resolves true when nothing was left waiting and the bridge ended by itself. */
async function letThrough(scene: Scene): Promise<boolean> {
  const herald = await scene.serve()
  const done = await drained(scene.database, MOST_MS)
  return (await herald.kill('SIGTERM')) === 0 && done
}

async function killedAtStart(scene: Scene, ms: number): Promise<void> {
  const suicide = `data:text/javascript,setTimeout(()=>process.kill(process.pid,'SIGKILL'),${ms})`
  await scene.serve({ nodeFlags: ['--import', suicide] }).then(
    (herald) => herald.ended,
    () => undefined,
  )
}

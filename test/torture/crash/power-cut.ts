import { join } from 'node:path'
import { randomOf } from '../random.ts'
import { type Row, verdict } from '../row.ts'
import { aLoad } from './a-load.ts'
import { aFileSystem, type FileSystem } from './file-system.ts'
import { someLanes } from '../lanes.ts'
import { drained, isSound, ledgerOf, storedIn, told } from './ledger.ts'
import { aScene, type Scene } from './scene.ts'
import { whileStopped } from './stopped.ts'

const UNSYNCED = join(import.meta.dirname, 'unsynced.ts')
const MOST_ANSWERS = 300
const MOST_MS = 120_000
/** The bridge lives on for so long without a disk: whatever it confirms then, it must not have lost. */
const AFTERLIFE_MS = 150

/**
 * The power goes while callbacks come in: the file system is shut down without flushing, the process killed. Once
 * more with syncing switched off, which has to lose something, or the cut proves nothing.
 */
export async function powerCut(cuts: number, seed: number): Promise<readonly Row[]> {
  const fileSystem = aFileSystem()
  if (typeof fileSystem === 'string') {
    return [{ done: 'power cut under load', counts: fileSystem, verdict: 'skipped' }]
  }
  try {
    return [await synced(fileSystem, cuts, seed), await control(fileSystem)]
  } finally {
    fileSystem.remove()
  }
}

async function synced(fileSystem: FileSystem, cuts: number, seed: number): Promise<Row> {
  const lanes = someLanes(6, 2)
  const scene = await aScene({ rules: lanes.rules, database: join(fileSystem.path, 'herald.db') })
  const load = aLoad(lanes)
  const random = randomOf(seed)
  try {
    for (let cut = 0; cut < cuts; cut += 1) {
      await cutOnce(fileSystem, scene, load, 1 + random.below(MOST_ANSWERS))
    }
    const herald = await scene.serve()
    const done = await drained(scene.database, MOST_MS)
    const ended = await herald.kill('SIGTERM')
    const ledger = ledgerOf(scene, lanes, load.accepted)
    return {
      done: `power cut ${cuts} times under load`,
      counts: told(ledger),
      verdict: verdict(done && ended === 0 && isSound(ledger)),
    }
  } finally {
    await scene.end()
  }
}

async function control(fileSystem: FileSystem): Promise<Row> {
  const lanes = someLanes(6, 2)
  const scene = await aScene({ rules: lanes.rules, database: join(fileSystem.path, 'unsynced.db') })
  const load = aLoad(lanes)
  try {
    await cutOnce(fileSystem, scene, load, MOST_ANSWERS, ['--import', UNSYNCED])
    const stored = storedIn(scene.database)
    const lost = [...load.accepted].filter((number) => !stored.has(number)).length
    return {
      done: 'the same cut with syncing switched off (the control)',
      counts: `${load.accepted.size} answered 200, ${lost} lost`,
      verdict: verdict(lost > 0),
    }
  } finally {
    await scene.end()
  }
}

async function cutOnce(
  fileSystem: FileSystem,
  scene: Scene,
  load: ReturnType<typeof aLoad>,
  answers: number,
  nodeFlags: readonly string[] = [],
): Promise<void> {
  const herald = await scene.serve({ nodeFlags })
  await load.postUntil(answers, herald, () => {
    // An fsync under way as ext4 is shut down may say that it worked, and has not (18 of 600 cuts of a bare SQLite;
    // 0 of 900 when stopped). With real power nobody would live on to believe it.
    void whileStopped(herald.pid, fileSystem.cutPower).then(() =>
      setTimeout(() => void herald.kill('SIGKILL'), AFTERLIFE_MS),
    )
  })
  fileSystem.restorePower()
}

import type { Command } from 'commander'
import { type Bridge, BridgeError, bridgeOf } from './bridge-client.ts'
import type { Context } from './context.ts'
import { EXIT } from './output.ts'
import { refuseFor } from './refuse.ts'
import { plain } from '../steering.ts'

export const BRIDGE_HELP = "\nThe console's credentials are read from CONSOLE_USERNAME and CONSOLE_PASSWORD."

/** What every command has that speaks to a bridge. */
interface BridgeFlags {
  readonly url?: string
  readonly json?: boolean
}

/** The option by which a command is told which bridge it speaks to. */
export function withUrl(command: Command): Command {
  return command.option('--url <url>', 'the bridge (default: HOST and PORT, http://127.0.0.1:8484)')
}

/**
 * Does something with a running bridge. What it refuses is the caller's mistake, exit 1; where it gives no answer that
 * can be used, exit 3.
 */
export async function askBridge(
  { url, json }: BridgeFlags,
  context: Context,
  work: (bridge: Bridge) => Promise<void>,
): Promise<void> {
  const bridge = bridgeOf(url, context, json)
  if (bridge === null) return
  try {
    await work(bridge)
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error
    if (error.refused) return refuseFor('refused', error.message, json, context)
    context.terminal.err(`${plain(error.message)}\n`)
    context.exit(EXIT.unreachable)
  }
}

/** What the bridge has there, or null where it has nothing. @throws BridgeError */
export async function foundAt(bridge: Bridge, path: string): Promise<unknown> {
  try {
    return await bridge.get(path)
  } catch (error) {
    if (error instanceof BridgeError && error.missing) return null
    throw error
  }
}

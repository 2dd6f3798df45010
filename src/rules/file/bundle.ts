/** Reads a team's file by the path that `teams:` gives it, relative to the root file's folder. */
export type ReadTeamFile = (path: string) => { readonly text: string } | { readonly error: string }

// No rules file begins so: to YAML it is a key that no file has.
const FIRST_LINE = 'herald-rules-bundle: 1\n'

interface Packed {
  readonly root: string
  /** By path. */
  readonly teams: readonly (readonly [path: string, text: string])[]
}

/** All files of a configuration in one text; the root file alone stays as it is. */
export function packRules(root: string, teams: ReadonlyMap<string, string>): string {
  if (teams.size === 0 && !root.startsWith(FIRST_LINE)) return root
  const packed: Packed = { root, teams: [...teams] }
  return FIRST_LINE + JSON.stringify(packed)
}

/** What packRules put together, as loadRules takes it. */
export function unpackRules(source: string): { readonly text: string; readonly read: ReadTeamFile } {
  const { root, teams } = source.startsWith(FIRST_LINE) ? unpacked(source) : { root: source, teams: [] }
  const files = new Map(teams)
  const read: ReadTeamFile = (path) => {
    const text = files.get(path)
    return text === undefined ? { error: 'it was left out' } : { text }
  }
  return { text: root, read }
}

function unpacked(source: string): Packed {
  try {
    return JSON.parse(source.slice(FIRST_LINE.length)) as Packed
  } catch {
    return { root: source, teams: [] }
  }
}

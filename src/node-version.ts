import packageJson from '../package.json' with { type: 'json' }

/**
 * What a person reads whose Node is too old; null where it is not.
 * @param wanted as `engines` of package.json has it: `>=24.15`
 */
export function nodeProblem(version: string, wanted: string): string | null {
  const [major = 0, minor = 0] = numbersOf(version)
  const [leastMajor = 0, leastMinor = 0] = numbersOf(wanted)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null
  const least = `${leastMajor}.${leastMinor}`
  return `herald needs Node.js ${least} or later, this is ${version}; beside it in one folder: npm install node@${leastMajor}`
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number)
}

// main.ts imports this file and loads the rest after it: on an older Node that would end with an error that says nothing of its age.
const wrong = nodeProblem(process.versions.node, packageJson.engines.node)
if (wrong !== null) {
  process.stderr.write(`${wrong}\n`)
  process.exit(1)
}

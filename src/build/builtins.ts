import { builtinModules } from 'node:module'
import type { Plugin } from 'rolldown'

const NAMES = /^(?:node:)?([a-z]\w*(?:\/\w+)*)$/
const OURS = '\0builtin:'

/**
 * Takes from Node's own modules only what is used. An `import` of one reads every one of its exports, also those that
 * are made when they are first read: `node:http` alone then loads the whole of `fetch`. 0.09 s of CPU of a start.
 */
export const builtins: Plugin = {
  name: 'builtins',
  resolveId: {
    filter: { id: NAMES },
    handler(id, _, { kind }) {
      const name = NAMES.exec(id)?.[1] ?? ''
      if (kind === 'require-call' || !isBuiltin(name)) return null
      return { id: `${OURS}node:${name}`, moduleSideEffects: false }
    },
  },
  load: {
    filter: { id: new RegExp(`^${OURS}`) },
    handler: (id) => moduleOf(id.slice(OURS.length)),
  },
}

function isBuiltin(name: string): boolean {
  return builtinModules.includes(name) || builtinModules.includes(`node:${name}`)
}

/** What is not imported of these constants is left out of the build. */
function moduleOf(name: string): string {
  const keys = Object.keys(process.getBuiltinModule(name) ?? {}).filter((key) => /^[A-Za-z]\w*$/.test(key))
  return [
    `const builtin = globalThis.process.getBuiltinModule('${name}')`,
    'export default builtin',
    ...keys.filter((key) => key !== 'default').map((key) => `export const ${key} = builtin.${key}`),
  ].join('\n')
}

import { join } from 'node:path'
import { build } from 'rolldown'
import { builtins } from './builtins.ts'
import { licences } from './licences.ts'

/**
 * Builds `dist/`: the program with all it needs, but for the packages that only some need and that stay `dependencies`.
 * To find, read and compile 600 files was most of a start. Measured from 300 files of our own and 300 of packages to
 * this: 1.1 → 0.7 s of CPU to listening, and 132 → 122 MB. Not minified: a trace of the stack has to tell something.
 */
const ROOT = join(import.meta.dirname, '../..')

await build({
  cwd: ROOT,
  input: {
    main: 'src/main.ts',
    // Started by its address, see store/sqlite/worker-store.ts.
    worker: 'src/store/sqlite/worker.ts',
  },
  platform: 'node',
  // Nothing to lower: what engines asks for in package.json has it all.
  tsconfig: false,
  external: [/^discord\.js$/, /^pg$/],
  treeshake: { propertyReadSideEffects: false },
  plugins: [builtins, licences()],
  output: {
    dir: 'dist',
    cleanDir: true,
    // All in one folder, one below the package's: package-files.ts and worker-store.ts count on it.
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
    comments: { legal: true, annotation: false, jsdoc: false },
    // V8 keeps the text of a file, at twice the size where one character is beyond Latin-1.
    charset: 'ascii',
  },
})

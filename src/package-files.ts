import { fileURLToPath } from 'node:url'

/** Where a file or folder is that the package brings. @param path from the folder of package.json */
export function packageFile(path: string): string {
  // One folder below that, whether it runs from src or is built into dist.
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

// Writes the marked parts of the documents anew: npm run docs
import { readFileSync, writeFileSync } from 'node:fs'
import { withParts } from './marked.ts'
import { allParts, DOCUMENTS } from './parts.ts'

const parts = allParts()
for (const path of DOCUMENTS) writeFileSync(path, withParts(readFileSync(path, 'utf8'), parts))

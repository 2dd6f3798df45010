import { placeOf } from '../file/rules-file.ts'
import type { Place, RulesFile } from '../file/rules-file.ts'
import type { TestText } from '../file/test-shape.ts'

/** One sound entry of `tests:`, to be run against the rules. */
export interface LoadedTest {
  /** As problems name it. */
  readonly file: string
  /** Null: the root file. */
  readonly team: string | null
  /** 0-based place in its file. */
  readonly index: number
  readonly text: TestText
  /** Where one of its keys stands, or the test itself. */
  readonly at: (key?: keyof TestText) => Place
}

/** The sound tests of a file. */
export function testsIn({ file, draft, lines }: RulesFile): LoadedTest[] {
  if (draft === null) return []
  const { team, source } = draft
  return (draft.text.tests ?? []).flatMap((text, index) => {
    if (text === null) return []
    const at: LoadedTest['at'] = (key) => {
      const path = key === undefined ? ['tests', index] : ['tests', index, key]
      return placeOf(source.places.value(path), lines)
    }
    return [{ file, team, index, text, at }]
  })
}

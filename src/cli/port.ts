import { InvalidArgumentError } from 'commander'

const HIGHEST = 65_535

/** Reads a flag's port. @throws InvalidArgumentError */
export function port(text: string): string {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > HIGHEST)
    throw new InvalidArgumentError(`Write a whole number from 0 to ${HIGHEST}.`)
  return text
}

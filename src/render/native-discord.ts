import { list, map, text, url, type MapShape, type Shape } from './native-shape.ts'

// The embed of Create Message as Discord's reference has it; its lengths are of what is sent.

const IMAGE = map('an image', { url: url(2048) }, ['url'])

const EMBED: Shape = map(
  'an embed',
  {
    title: text('markdown', 256),
    description: text('markdown', 4096),
    url: url(2048),
    color: { is: 'colour' },
    timestamp: { is: 'iso' },
    author: map('an author', { name: text('plain', 256), url: url(2048), icon_url: url(2048) }, ['name']),
    footer: map('a footer', { text: text('plain', 2048), icon_url: url(2048) }, ['text']),
    image: IMAGE,
    thumbnail: IMAGE,
    fields: list(
      map('a field', { name: text('markdown', 256), value: text('markdown', 1024), inline: { is: 'flag' } }, [
        'name',
        'value',
      ]),
      25,
    ),
  },
  [],
  ['title', 'description', 'fields', 'image', 'thumbnail', 'author', 'footer'],
)

/** What stands under `discord:`. */
export const DISCORD_NATIVE: MapShape = map('"discord"', { embeds: list(EMBED, 10) }, ['embeds'])

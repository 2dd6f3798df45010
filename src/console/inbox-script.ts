/**
 * Keeps an open inbox page up to date: asks every 2 s while it is visible whether something came (304 when not),
 * takes the new messages out of the answer's parsed copy, and leaves the reader where they were. The parsed copy
 * is inert: nothing in it runs, and only escaped text came in it.
 */
export const INBOX_SCRIPT = `(() => {
  const EVERY_MS = 2000
  const TIMEOUT_MS = 10000
  let version = document.body.dataset.version
  let busy = false

  async function look() {
    if (busy || document.hidden) return
    busy = true
    let down = false
    try {
      const answer = await fetch(location.origin + location.pathname + location.search, {
        headers: { 'If-None-Match': '"' + version + '"' },
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.status === 200) show(parsed(await answer.text()))
      else down = answer.status !== 304
    } catch {
      down = true
    }
    document.getElementById('offline').hidden = !down
    busy = false
  }

  // From its body on: the policy would refuse, and report, the style of another answer.
  function parsed(text) {
    return new DOMParser().parseFromString(text.slice(text.indexOf('<body')), 'text/html')
  }

  function show(next) {
    if (next.body.dataset.version === undefined) throw new Error('not the inbox')
    version = next.body.dataset.version
    const focused = document.activeElement?.getAttribute('href')
    replace('channels', next)
    replace('heading', next)
    replace('trouble', next)
    const old = document.querySelector('ol#messages')
    const list = next.querySelector('ol#messages')
    if (old === null || list === null) replace('main', next)
    else merge(old, list)
    if (focused && document.activeElement === document.body) {
      const again = [...document.links].find((link) => link.getAttribute('href') === focused)
      again?.focus({ preventScroll: true })
    }
  }

  function replace(id, next) {
    const part = next.getElementById(id)
    if (part === null) return
    const old = document.getElementById(id)
    const { scrollLeft, scrollTop } = old
    const added = document.importNode(part, true)
    old.replaceWith(added)
    added.scrollTo(scrollLeft, scrollTop)
  }

  // What is the same stays, what changed is drawn anew in its place, what is new is added, what is gone goes.
  function merge(old, list) {
    const scroller = document.getElementById('scroller')
    const atEnd = scroller.scrollTop > -40
    const top = scroller.getBoundingClientRect().top
    const anchor = [...old.children].find(
      (item) => item.getBoundingClientRect().bottom > top && list.querySelector('#' + CSS.escape(item.id)),
    )
    const before = anchor?.getBoundingClientRect().top
    for (const item of [...old.children]) {
      if (!list.querySelector('#' + CSS.escape(item.id))) item.remove()
    }
    let last = null
    for (const item of list.children) {
      const known = document.getElementById(item.id)
      if (known !== null && known.dataset.state === item.dataset.state) {
        last = known
        continue
      }
      const added = document.importNode(item, true)
      added.classList.add('fresh')
      if (known !== null) known.replaceWith(added)
      else if (last === null) old.prepend(added)
      else last.after(added)
      last = added
    }
    if (atEnd) scroller.scrollTop = 0
    else if (anchor) scroller.scrollTop += anchor.getBoundingClientRect().top - before
  }

  // On a narrow screen the channel that is shown may stand beyond the edge of the row.
  document.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  setInterval(look, EVERY_MS)
  document.addEventListener('visibilitychange', look)
})()`

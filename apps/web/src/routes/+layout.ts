/** Static files only: nothing is rendered on a server, and no page is known before it runs. */
export const ssr = false
export const prerender = false

/** How long the first paint waits for the letters, in ms: a slow network shows the text in other ones, and changes them. */
const PATIENCE = 300

/** The letters are fetched beside what the pages ask for: text that is painted in them at once does not move when they come. */
export async function load(): Promise<void> {
  const letters = document.fonts.load('1em "Atkinson Hyperlegible Next Variable"').catch(() => {})
  await Promise.race([letters, new Promise((after) => setTimeout(after, PATIENCE))])
}

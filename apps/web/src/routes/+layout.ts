/** Static files only: nothing is rendered on a server, and no page is known before it runs. */
export const ssr = false
export const prerender = false

// Sets the chosen theme before the first paint. A file of its own, because the policy allows no inline script that the
// server has not hashed. The key is that of src/lib/theme.svelte.ts.
try {
  const theme = localStorage.getItem('tandem:theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is closed to this page (private windows of some browsers): the system's theme holds.
}

import { it } from 'vitest'
import { startTwoReviews } from '../src/testing/two-reviews.ts'
it('x', async () => {
  const t = performance.now()
  const s = await startTwoReviews()
  console.log('built', performance.now() - t)
  const names = (await s.sessionDatabase.introspection.getTables()).map((x) => x.name)
  console.log(names.join())
  const u = performance.now()
  for (let i = 0; i < 100; i++) for (const name of names) JSON.stringify(await s.sessionDatabase.selectFrom(name as 'account').selectAll().execute())
  console.log('hash', (performance.now() - u)/100)
  await s.stop()
})

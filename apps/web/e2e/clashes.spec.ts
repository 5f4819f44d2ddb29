/** When two people, or two places, want different things: nothing vanishes, and everybody is told in words. */
import { expect, test, type Page } from '@playwright/test'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const CONFLICT = '/r/demo/study/tavares-figueiredo-2016/bias'
const UNTOUCHED = '/r/demo/study/ibrahim-2019/bias'

let tandem: Tandem
test.beforeEach(async () => {
  tandem = await Tandem.start()
})
test.afterEach(() => tandem.remove())

const saved = (page: Page) => page.getByRole('banner').getByText(/^Saved \d\d:\d\d:\d\d/)
const row = (page: Page, item: number) => page.getByRole('group', { name: new RegExp(`^Item ${item},`) })
const choose = (page: Page, item: number, option: string) =>
  page
    .getByRole('radiogroup', { name: `Agreed answer to item ${item}` })
    .getByRole('radio', { name: option, exact: true })

test('two answers to one item at the same time: both stay visible until somebody settles it', async ({ browser }) => {
  const [alice, bob] = [await Visitor.arrives(browser, tandem, 'alice'), await Visitor.arrives(browser, tandem, 'bob')]
  for (const visitor of [alice, bob]) {
    await visitor.opens(CONFLICT)
    await expect(saved(visitor.page)).toBeVisible()
  }
  alice.cutOff(true)
  await alice.context.setOffline(true)
  await expect(alice.page.getByRole('banner').getByText(/^Offline since/)).toBeVisible()
  await choose(alice.page, 21, 'Yes').click()
  await choose(bob.page, 21, 'No').click()
  await expect(saved(bob.page)).toBeVisible()
  await alice.context.setOffline(false)
  await expect(saved(alice.page)).toBeVisible()
  alice.cutOff(false)
  for (const { page } of [alice, bob]) {
    await expect(row(page, 21).getByRole('button', { name: /^Keep/ })).toBeVisible()
    await expect(row(page, 21).getByRole('button', { name: /^Take/ }).last()).toBeVisible()
  }
  await row(bob.page, 21).getByRole('button', { name: /^Keep/ }).click()
  for (const { page } of [alice, bob]) await expect(row(page, 21).getByRole('button', { name: /^Keep/ })).toBeHidden()
  for (const visitor of [alice, bob]) visitor.expectNoComplaint()
})

test('what was typed offline and can no longer be accepted is kept in words, also after a reload, and can be applied again', async ({
  browser,
}) => {
  const [laptop, phone] = [
    await Visitor.arrives(browser, tandem, 'alice'),
    await Visitor.arrives(browser, tandem, 'alice'),
  ]
  for (const visitor of [laptop, phone]) {
    await visitor.opens(UNTOUCHED)
    await expect(saved(visitor.page)).toBeVisible()
  }
  laptop.cutOff(true)
  await laptop.context.setOffline(true)
  await expect(laptop.page.getByRole('banner').getByText(/^Offline since/)).toBeVisible()
  await laptop.page.getByRole('button', { name: /^23 / }).click()
  await laptop.page.getByRole('textbox', { name: 'Note on item 23' }).fill('Allocation by birthday')
  await laptop.page.getByRole('textbox', { name: 'Note on item 23' }).blur()

  for (let item = 1; item <= 27; item += 1) {
    await phone.page.keyboard.press('y')
    await phone.page.keyboard.press('Enter')
  }
  await expect(phone.page.getByText('27 of 27 answered')).toBeVisible()
  await phone.page.getByRole('button', { name: /^Submit/ }).click()
  await expect(phone.page.getByRole('button', { name: /Withdraw/ })).toBeVisible()

  await laptop.context.setOffline(false)
  const panel = laptop.page.getByRole('alert')
  await expect(panel).toContainText('1 change was not accepted')
  await expect(panel).toContainText('Allocation by birthday')
  laptop.cutOff(false)
  await laptop.page.reload()
  await expect(panel).toContainText('Allocation by birthday')
  const tab = await laptop.secondTab()
  await laptop.opens('/r/demo', tab)
  await expect(tab.getByRole('alert')).toContainText('Allocation by birthday')

  await phone.page.getByRole('button', { name: /Withdraw/ }).click()
  await panel.getByRole('button', { name: /^Apply again/ }).click()
  await expect(panel).toBeHidden()
  await expect(tab.getByRole('alert')).toBeHidden()
  await expect(saved(laptop.page)).toBeVisible()
  await phone.page.getByRole('button', { name: /^Confounding items/ }).click()
  await phone.page.getByRole('button', { name: /^23 / }).click()
  await expect(phone.page.getByRole('textbox', { name: 'Note on item 23' })).toHaveValue('Allocation by birthday')
  for (const visitor of [laptop, phone]) visitor.expectNoComplaint()
})

test('offline work whose draft no page opens any more is kept in words, in every tab, and can be copied', async ({
  browser,
}) => {
  const laptop = await Visitor.arrives(browser, tandem, 'alice')
  const [phone, bob] = [await Visitor.arrives(browser, tandem, 'alice'), await Visitor.arrives(browser, tandem, 'bob')]
  for (const visitor of [laptop, phone, bob]) {
    await visitor.opens(UNTOUCHED)
    await expect(saved(visitor.page)).toBeVisible()
  }
  laptop.cutOff(true)
  await laptop.context.setOffline(true)
  await expect(laptop.page.getByRole('banner').getByText(/^Offline since/)).toBeVisible()
  await laptop.page.getByRole('textbox', { name: 'Note on item 1', exact: true }).fill('Aim stated in the abstract')
  await laptop.page.getByRole('textbox', { name: 'Note on item 1', exact: true }).blur()

  // Both submit, so both drafts are revealed: the page shows the consensus now, and nobody can write the draft.
  for (const { page } of [phone, bob]) {
    for (let item = 1; item <= 27; item += 1) {
      await page.keyboard.press('y')
      await page.keyboard.press('Enter')
    }
    await expect(page.getByText('27 of 27 answered')).toBeVisible()
    await page.getByRole('button', { name: /^Submit/ }).click()
    if (page === phone.page) await expect(page.getByRole('button', { name: /Withdraw/ })).toBeVisible()
    else await expect(page.getByText(/Hidden until|Your copy, hidden/)).toBeHidden()
  }

  await laptop.context.setOffline(false)
  const panel = laptop.page.getByRole('alert')
  await expect(panel).toContainText('1 change was not accepted')
  await expect(panel).toContainText('Aim stated in the abstract')
  await expect(panel.getByRole('button', { name: /^Apply again/ })).toBeHidden()
  await laptop.page.reload()
  await expect(panel).toContainText('Aim stated in the abstract')
  const tab = await laptop.secondTab()
  await laptop.opens('/r/demo', tab)
  await expect(tab.getByRole('alert')).toContainText('Aim stated in the abstract')
  await panel.getByRole('button', { name: 'Copy it' }).click()
  await expect(panel.getByRole('button', { name: 'Copied' })).toBeVisible()
})

test('offline work that meets a lost role is kept in words, and applied again when the role is back', async ({
  browser,
}) => {
  const dana = await Visitor.arrives(browser, tandem, 'dana')
  const carol = await Visitor.arrives(browser, tandem, 'carol')
  await dana.opens(CONFLICT)
  await expect(saved(dana.page)).toBeVisible()
  await carol.opens('/r/demo')
  const reason = 'Somebody else adjudicates.'
  await dana.asks({ type: 'change-roles', person: 'carol', roles: ['supervisor', 'lead'], reason })
  dana.cutOff(true)
  await dana.context.setOffline(true)
  await expect(dana.page.getByRole('banner').getByText(/^Offline since/)).toBeVisible()
  await choose(dana.page, 21, 'Yes').click()
  await carol.asks({ type: 'change-roles', person: 'dana', roles: ['lead'], reason })

  await dana.context.setOffline(false)
  const panel = dana.page.getByRole('alert')
  await expect(panel).toContainText('1 change was not accepted')
  await expect(panel).toContainText('Item 21')
  await expect(panel).toContainText('Yes')
  await expect(choose(dana.page, 21, 'Yes')).toBeHidden()
  await carol.asks({ type: 'change-roles', person: 'dana', roles: ['lead', 'adjudicator'], reason })
  await panel.getByRole('button', { name: /^Apply again/ }).click()
  await expect(panel).toBeHidden()
  await expect(row(dana.page, 21)).toContainText('took Alice')
  await expect(saved(dana.page)).toBeVisible()
})

test('a page of an earlier version is asked to reload, and what was typed meanwhile is saved afterwards', async ({
  browser,
}) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  await alice.context.addInitScript(() => {
    // As an old page would: it says an earlier version on every socket.
    const Socket = WebSocket
    window.WebSocket = class extends Socket {
      constructor(url: string | URL, protocols?: string | string[]) {
        const isOld = localStorage.getItem('page-is-old') !== null
        super(isOld ? String(url).replace('tandem=1', 'tandem=0') : url, protocols)
      }
    }
  })
  await alice.opens(UNTOUCHED)
  await expect(saved(alice.page)).toBeVisible()
  alice.cutOff(true)
  await alice.context.setOffline(true)
  await expect(alice.page.getByRole('banner').getByText(/^Offline since/)).toBeVisible()
  await alice.page.getByRole('textbox', { name: 'Note on item 1', exact: true }).fill('Typed before the update')
  await alice.page.getByRole('textbox', { name: 'Note on item 1', exact: true }).blur()
  await alice.page.evaluate(() => localStorage.setItem('page-is-old', 'yes'))
  await alice.context.setOffline(false)

  const strip = alice.page.getByRole('status').filter({ hasText: 'Tandem was updated' })
  await expect(strip).toContainText('1 change kept on this device')
  await alice.page.evaluate(() => localStorage.removeItem('page-is-old'))
  await strip.getByRole('button', { name: 'Reload' }).click()
  await expect(saved(alice.page)).toBeVisible()
  await expect(alice.page.getByRole('alert')).toBeHidden()
  const phone = await Visitor.arrives(browser, tandem, 'alice')
  await phone.opens(UNTOUCHED)
  await expect(phone.page.getByRole('textbox', { name: 'Note on item 1', exact: true })).toHaveValue(
    'Typed before the update',
  )
})

test('a full disk on the server is said in words, and nobody can type into nowhere', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  // 102 grant, "read", epoch 1, "store-full": what the server says to whoever connects while it cannot write.
  const full = Buffer.from([102, 4, ...Buffer.from('read'), 1, 10, ...Buffer.from('store-full')])
  await alice.page.routeWebSocket(/\/sync\//, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => socket.send(typeof message !== 'string' && message[0] === 102 ? full : message))
  })
  await alice.opens(UNTOUCHED)
  await expect(alice.page.getByRole('status').filter({ hasText: 'disk is full' })).toContainText('Nothing can be saved')
  await alice.page.keyboard.press('y')
  await expect(alice.page.getByText('0 of 27 answered')).toBeVisible()
})

test('two devices in one note lose neither one’s words, and an answer has as many sources as it needs', async ({
  browser,
}) => {
  const [desk, phone] = [
    await Visitor.arrives(browser, tandem, 'alice'),
    await Visitor.arrives(browser, tandem, 'alice'),
  ]
  for (const visitor of [desk, phone]) {
    await visitor.opens(UNTOUCHED)
    await expect(saved(visitor.page)).toBeVisible()
  }
  const note = (page: Page) => page.getByRole('textbox', { name: 'Note on item 1', exact: true })
  await note(desk.page).fill('Short.')
  await expect(note(phone.page)).toHaveValue('Short.')
  await note(phone.page).fill('Short. A long paragraph from the phone.')
  await expect(note(desk.page)).toHaveValue('Short. A long paragraph from the phone.')
  await note(desk.page).blur()
  await desk.page.getByRole('button', { name: /^2 / }).click()
  await expect(saved(desk.page)).toBeVisible()
  await expect(note(phone.page)).toHaveValue('Short. A long paragraph from the phone.')

  await desk.page.getByRole('button', { name: /^1 / }).click()
  const sources = desk.page.getByRole('group', { name: 'Source of item 1' })
  await sources.getByRole('textbox', { name: 'Quotation' }).fill('four-week')
  await sources.getByRole('button', { name: 'Another place' }).click()
  await expect(sources.getByRole('textbox', { name: 'Page' }).nth(1)).toBeFocused()
  await sources.getByRole('textbox', { name: 'Page' }).nth(1).fill('3')
  await sources.getByRole('textbox', { name: 'Quotation' }).nth(1).fill('18-month follow-up study')
  await sources.getByRole('textbox', { name: 'Quotation' }).nth(1).blur()
  await expect(
    phone.page.getByRole('group', { name: 'Source of item 1' }).getByRole('textbox', { name: 'Quotation' }),
  ).toHaveCount(2)
  for (const visitor of [desk, phone]) visitor.expectNoComplaint()
})

test('a session that ends elsewhere is said at once, and nothing typed is lost', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  await alice.opens(UNTOUCHED)
  await expect(saved(alice.page)).toBeVisible()
  await alice.page.keyboard.press('y')
  await expect(saved(alice.page)).toBeVisible()
  alice.cutOff(true)
  // Not by signing out here: that takes what this browser holds of the person with it, by her own wish.
  await alice.page.evaluate(() => fetch('/api/session/end', { method: 'POST' }))
  await expect(alice.page.getByText('You are signed out')).toBeVisible()
  alice.cutOff(false)
  await alice.page.goto(tandem.signInLink('alice'))
  await expect(alice.page).toHaveURL(/\/r\/demo/)
  await alice.opens(UNTOUCHED)
  await expect(alice.page.getByText('1 of 27 answered')).toBeVisible()
})

test('the lead closes the stage only when every study is settled, and the refusal names what is open', async ({
  browser,
}) => {
  const dana = await Visitor.arrives(browser, tandem, 'dana')
  await dana.opens('/r/demo/progress')
  const lock = dana.page.getByRole('button', { name: /Lock/ })
  await expect(lock).toHaveAttribute('aria-disabled', 'true')
  await lock.focus()
  await expect(dana.page.getByText(/Ibrahim 2019 and Tavares Figueiredo 2016|Ibrahim 2019, Tavares/)).toBeVisible()
  dana.expectNoComplaint()
})

/**
 * Two reviewers rate a study blind, then agree on it, live; a supervisor watches, the lead freezes. With a reload, two
 * tabs, a spell without network and a server that is killed and started again in the middle.
 */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, type Page } from '@playwright/test'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const STUDY = '/r/demo/study/ibrahim-2019/bias'
const ITEMS = 27
const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))

test('two reviewers rate a study blind, then agree, live', async ({ browser }) => {
  test.setTimeout(240_000)
  const tandem = await Tandem.start()
  const [alice, bob, carol, dana] = await Promise.all([
    Visitor.arrives(browser, tandem, 'alice'),
    Visitor.arrives(browser, tandem, 'bob'),
    Visitor.arrives(browser, tandem, 'carol'),
    Visitor.arrives(browser, tandem, 'dana'),
  ])
  const everybody = [alice, bob, carol, dana]

  await test.step('every screen says that the ratings are invented', async () => {
    for (const path of ['/r/demo', '/r/demo/bias', '/r/demo/agreement', '/r/demo/snapshots', STUDY]) {
      await alice.opens(path)
      await expect(alice.page.getByText(/invented/i).first()).toBeVisible()
    }
  })

  await test.step('Alice rates by keyboard; saved means that the server has it on disk', async () => {
    await alice.opens(STUDY)
    await carol.opens('/r/demo/progress')
    await expect(alice.page.getByText('Your copy, hidden from others')).toBeVisible()
    for (let item = 1; item <= 10; item += 1) await answer(alice.page, item, item === 5 ? 'p' : 'y')
    await expect(saved(alice.page)).toBeVisible()
  })

  await test.step('Carol’s board moves while Alice types, without a verdict', async () => {
    await expect(carol.page.getByRole('cell', { name: 'Alice, Ibrahim 2019: 10 of 27' })).toBeVisible()
  })

  await test.step('a reload loses nothing', async () => {
    await alice.page.reload()
    await expect(answered(alice.page, 10)).toBeVisible()
  })

  await test.step('two tabs of Alice show the same draft', async () => {
    const tab = await alice.secondTab()
    await alice.opens(STUDY, tab)
    await expect(answered(tab, 10)).toBeVisible()
    await answer(tab, 11, 'x')
    await expect(answered(alice.page, 11)).toBeVisible()
    await answer(alice.page, 12, 'n')
    await expect(answered(tab, 12)).toBeVisible()
    await tab.close()
  })

  await test.step('a spell without network keeps what Alice types, and brings it back', async () => {
    alice.cutOff(true)
    await alice.context.setOffline(true)
    for (let item = 13; item <= 20; item += 1) await answer(alice.page, item, 'y')
    await expect(alice.page.getByRole('banner').getByText(/Offline since .* waiting/)).toBeVisible()
    await expect(carol.page.getByRole('cell', { name: 'Alice, Ibrahim 2019: 12 of 27' })).toBeVisible()
    await alice.context.setOffline(false)
    await expect(saved(alice.page)).toBeVisible()
    await expect(carol.page.getByRole('cell', { name: 'Alice, Ibrahim 2019: 20 of 27' })).toBeVisible()
    alice.cutOff(false)
  })

  await test.step('Bob rates with words that nobody else may see', async () => {
    await bob.opens(STUDY)
    for (let item = 1; item <= ITEMS; item += 1) await answer(bob.page, item, item === 9 || item === 23 ? 'n' : 'y')
    await openItem(bob.page, 9)
    await bob.page.getByRole('textbox', { name: 'Note on item 9' }).fill(BOBS_NOTE)
    await bob.page.getByRole('textbox', { name: 'Quotation' }).fill(BOBS_QUOTE)
    await bob.page.getByRole('textbox', { name: 'Quotation' }).blur()
    await expect(saved(bob.page)).toBeVisible()
  })

  await test.step('the server is killed and started again: everybody comes back by themselves', async () => {
    for (const visitor of everybody) visitor.cutOff(true)
    await tandem.kill()
    await answer(alice.page, 21, 'y')
    await tandem.start()
    await expect(saved(alice.page)).toBeVisible({ timeout: 30_000 })
    await expect(carol.page.getByRole('cell', { name: 'Alice, Ibrahim 2019: 21 of 27' })).toBeVisible({
      timeout: 30_000,
    })
    await expect(saved(bob.page)).toBeVisible({ timeout: 30_000 })
    for (const visitor of everybody) visitor.cutOff(false)
  })

  await test.step('Bob submits, withdraws and submits again; Alice learns only that', async () => {
    await bob.page.getByRole('button', { name: /^Submit/ }).click()
    await expect(alice.page.getByText('1 of 2 submitted')).toBeVisible()
    await bob.page.getByRole('button', { name: /Withdraw/ }).click()
    await expect(alice.page.getByText('0 of 2 submitted')).toBeVisible()
    await bob.page.getByRole('button', { name: /^Submit/ }).click()
    await expect(alice.page.getByText('1 of 2 submitted')).toBeVisible()
  })

  await test.step('a draft that is not complete cannot be submitted, and says why', async () => {
    const submit = alice.page.getByRole('button', { name: /^Submit/ })
    await expect(submit).toHaveAttribute('aria-disabled', 'true')
    await submit.focus()
    await expect(alice.page.getByText(/required items? ha(s|ve) no answer yet/)).toBeVisible()
  })

  await test.step('not a byte of Bob’s reached Alice before the reveal', async () => {
    for (let item = 22; item <= ITEMS; item += 1) await answer(alice.page, item, 'y')
    await expect(saved(alice.page)).toBeVisible()
    const bytes = await alice.allReceived()
    expect(bytes.length).toBeGreaterThan(10_000)
    for (const word of [BOBS_NOTE, BOBS_QUOTE]) expect(bytes.includes(word)).toBe(false)
    const seenByCarol = await carol.allReceived()
    for (const word of [BOBS_NOTE, BOBS_QUOTE]) expect(seenByCarol.includes(word)).toBe(false)
  })

  await test.step('the second submission reveals both drafts, and the consensus opens by itself', async () => {
    await alice.page.getByRole('button', { name: /^Submit/ }).click()
    for (const { page } of [alice, bob]) await expect(page.getByText('Consensus, shared')).toBeVisible()
    await expect(alice.page.getByText(BOBS_NOTE)).toBeVisible()
    await dana.opens(STUDY)
    await expect(dana.page.getByText('Consensus, shared')).toBeVisible()
  })

  await test.step('they settle the differences together, seeing who is where', async () => {
    const differences = alice.page.getByRole('group', { name: /^Item \d+/ })
    await expect(differences).toHaveCount(5)
    await bob.page
      .getByRole('group', { name: /^Item 9,/ })
      .getByRole('button', { name: /^9 / })
      .click()
    await bob.page.getByRole('textbox', { name: 'Agreed note on item 9' }).click()
    await expect(alice.page.getByRole('banner').getByLabel(/Bob/)).toBeVisible()
    await bob.page.keyboard.type('Losses are counted')
    await alice.page
      .getByRole('group', { name: /^Item 9,/ })
      .getByRole('button', { name: /^9 / })
      .click()
    const shared = alice.page.getByRole('textbox', { name: 'Agreed note on item 9' })
    await expect(shared).toHaveValue('Losses are counted')
    await shared.click()
    await shared.press('End')
    await alice.page.keyboard.type(', not described.')
    await expect(bob.page.getByRole('textbox', { name: 'Agreed note on item 9' })).toHaveValue(
      'Losses are counted, not described.',
    )
    for (const item of [5, 9, 11, 12, 23]) await take(alice.page, item, 'Bob')
    await expect(saved(alice.page)).toBeVisible()
  })

  await test.step('the matrix fills in live', async () => {
    await carol.opens('/r/demo/bias')
    const row = carol.page.getByRole('row', { name: /Ibrahim 2019/ })
    await expect(row.getByRole('gridcell').nth(22)).toHaveAccessibleName('No')
    await take(alice.page, 23, 'Alice')
    await expect(row.getByRole('gridcell').nth(22)).toHaveAccessibleName('Yes')
    await take(alice.page, 23, 'Bob')
    await expect(row.getByRole('gridcell').nth(22)).toHaveAccessibleName('No')
    await expect(saved(alice.page)).toBeVisible()
  })

  await test.step('both sign the same content; then it is read-only', async () => {
    await alice.page.getByRole('button', { name: /^Sign/ }).click()
    await expect(bob.page.getByText('Alice signed')).toBeVisible()
    await bob.page.getByRole('button', { name: /^Sign/ }).click()
    for (const { page } of [alice, bob]) await expect(page.getByRole('radio').first()).not.toBeVisible()
    await expect(carol.page.getByText('5 of 6 studies settled')).toBeVisible()
  })

  await test.step('Dana adjudicates the other conflict with a rationale', async () => {
    await dana.opens('/r/demo/study/tavares-figueiredo-2016/bias')
    for (const item of [17, 21]) await take(dana.page, item, 'Alice')
    await expect(saved(dana.page)).toBeVisible()
    await dana.page.getByRole('button', { name: 'Adjudicate' }).click()
    await dana.page.getByRole('dialog').getByRole('textbox').fill('The report names one programme and one register.')
    await dana.page.getByRole('dialog').getByRole('button', { name: 'Adjudicate' }).click()
    await expect(dana.page.getByText('The report names one programme and one register.')).toBeVisible()
  })

  await test.step('the lead opens a consensus again with a reason, and has a study rated again', async () => {
    await dana.opens('/r/demo/study/cui-2023/bias')
    await dana.page.getByRole('button', { name: 'Open again' }).click()
    await withReason(dana.page, 'A correction was published.')
    await expect(dana.page.getByText('Consensus, shared')).toBeVisible()
    await dana.opens('/r/demo/study/burke-1994/bias')
    await dana.page.getByRole('button', { name: 'Rate again' }).click()
    await withReason(dana.page, 'The full report appeared.')
    await bob.opens('/r/demo/study/burke-1994/bias')
    await expect(bob.page.getByText(/round 2/)).toBeVisible()
  })

  await test.step('the figure and its table are downloaded, and say that they are invented', async () => {
    await carol.opens('/r/demo/bias')
    const svg = await download(carol.page, /Figure \(SVG\)/)
    expect(svg).toMatch(/^<svg[^>]*role="img"/)
    expect(svg).toContain('<title')
    expect(svg).toMatch(/invented/)
    expect(svg).not.toMatch(/<script|foreignObject|href=/)
    expect(await download(carol.page, /Table \(CSV\)/)).toMatch(/invented/)
  })

  await test.step('agreement counts the first ratings of six studies', async () => {
    await carol.opens('/r/demo/agreement')
    await expect(carol.page.getByText('6 studies, first round')).toBeVisible()
  })

  await test.step('the lead freezes the state, and the file proves itself offline', async () => {
    await dana.opens('/r/demo/snapshots')
    await dana.page.getByRole('button', { name: 'Make a snapshot' }).click()
    await dana.page.getByRole('textbox', { name: 'Label' }).fill('Submission')
    await dana.page
      .getByRole('dialog')
      .or(dana.page.locator('form'))
      .getByRole('button', { name: /^(Make|Freeze)/ })
      .click()
    const file = join(tandem.folder, 'snapshot.json')
    writeFileSync(file, await download(dana.page, /Download/))
    const checked = await verify(file)
    expect(checked.code).toBe(0)
    const contentId = /rv1(-[a-z2-7]{4}){4}/.exec(checked.output)?.[0]
    await expect(dana.page.getByText(String(contentId))).toBeVisible()
    const bytes = readFileSync(file)
    bytes[Math.floor(bytes.length / 2)]! ^= 1
    writeFileSync(file, bytes)
    expect((await verify(file)).code).toBe(1)
  })

  for (const visitor of everybody) visitor.expectNoComplaint()
  await tandem.remove()
})

const BOBS_NOTE = 'Zwetschgenknödel: numbers only, no description'
const BOBS_QUOTE = 'Quittengelee was lost'

const saved = (page: Page) => page.getByRole('banner').getByText(/^Saved \d\d:\d\d:\d\d/)
const answered = (page: Page, count: number) => page.getByText(`${count} of ${ITEMS} answered`)

/** Finished groups are folded: the one that holds the item is opened first. */
async function openItem(page: Page, item: number): Promise<void> {
  const folded = page.getByRole('button', { name: /items \d+ to \d+/, expanded: false })
  const holds = (name: string): boolean => {
    const [, from = 0, to = 0] = /items (\d+) to (\d+)/.exec(name) ?? []
    return item >= Number(from) && item <= Number(to)
  }
  const place = (await folded.allTextContents()).findIndex(holds)
  if (place >= 0) await folded.nth(place).click()
  const row = page.getByRole('button', { name: new RegExp(`^${item} `) })
  if (await row.isVisible()) await row.click()
}

/** As a person with a keyboard: open the item, press the option's key. */
async function answer(page: Page, item: number, key: string): Promise<void> {
  await openItem(page, item)
  const options = page.getByRole('radiogroup', { name: `Answer to item ${item}`, exact: true })
  await expect(page.getByRole('textbox', { name: `Note on item ${item}`, exact: true })).toBeVisible()
  await page.keyboard.press(key)
  await expect(options.getByRole('radio', { checked: true })).toBeVisible()
}

async function take(page: Page, item: number, from: string): Promise<void> {
  const row = page.getByRole('group', { name: new RegExp(`^Item ${item},`) })
  await row.getByRole('button', { name: new RegExp(`^${item} `) }).click()
  await row.getByRole('button', { name: new RegExp(`^Take ${from}`) }).click()
}

async function withReason(page: Page, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(reason)
  await dialog.getByRole('button').last().click()
  await expect(dialog).toBeHidden()
}

async function download(page: Page, name: RegExp): Promise<string> {
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name }).or(page.getByRole('button', { name })).first().click()
  return readFileSync(await (await waiting).path(), 'utf8')
}

function verify(file: string): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'verify', file], (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout }),
    )
  })
}

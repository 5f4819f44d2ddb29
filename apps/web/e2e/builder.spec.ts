/**
 * Forms of data extraction are built live, published in versions, changed while people extract with them, and carried from
 * review to review. On the way: keyboard only, axe, phone, and files that are no forms.
 */
import { readFileSync } from 'node:fs'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { faultsOf } from './support/accessibility.ts'
import { chooses, field, fills, isAt, overflow, question, saved } from './support/extraction.ts'
import { Visitor } from './support/people.ts'
import { Tandem } from './support/tandem.ts'

const FORMS = '/r/demo/form'
const EXTRACTION = '/r/demo/study/ibrahim-2019/extract/return-to-work'

let tandem: Tandem
test.beforeAll(async () => {
  tandem = await Tandem.start()
})
test.afterAll(() => tandem.remove())

const outline = (page: Page): Locator => page.getByRole('navigation', { name: 'Outline of the form' })
const stop = (page: Page, name: string): Locator => outline(page).getByRole('button', { name: new RegExp(`^${name}`) })
const setting = (page: Page, name: string): Locator =>
  page.locator('[data-editor]').getByRole('group', { name, exact: true })
const preview = (page: Page): Locator => page.getByRole('region', { name: 'Preview' })
const dialog = (page: Page): Locator => page.getByRole('dialog')

async function begins(visitor: Visitor, start: string, title: string): Promise<void> {
  await visitor.opens(FORMS)
  await visitor.page.getByRole('button', { name: 'New form' }).click()
  await dialog(visitor.page).getByRole('radio', { name: start }).check()
  await dialog(visitor.page).getByRole('textbox', { name: 'Title' }).fill(title)
  await dialog(visitor.page).getByRole('button', { name: 'Begin', exact: true }).click()
  await expect(visitor.page.getByText('Shared, built together')).toBeVisible()
  await expect(outline(visitor.page)).toBeVisible()
}

/** By its row in the list, as it stands in the address. */
const opensForm = (visitor: Visitor, form: string): Promise<void> => visitor.opens(`${FORMS}/${form}`)

async function adds(page: Page, section: string, names: readonly string[]): Promise<void> {
  await outline(page)
    .getByRole('button', { name: 'Field in ' + section })
    .click()
  for (const name of names) {
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await expect(stop(page, name)).toBeVisible()
  }
  await page.keyboard.press('Escape')
}

test('two people build a form live, try it and publish it, and the plan names it', async ({ browser }) => {
  const [alice, bob, dana] = await Promise.all([
    Visitor.arrives(browser, tandem, 'alice'),
    Visitor.arrives(browser, tandem, 'bob'),
    Visitor.arrives(browser, tandem, 'dana'),
  ])

  await test.step('Alice begins with an empty page, Bob sees what she writes', async () => {
    await begins(alice, 'An empty page', 'Pilot')
    await opensForm(bob, 'pilot')
    await expect(preview(alice.page).getByText('Sections and questions appear here')).toBeVisible()
    await alice.page.getByRole('button', { name: 'Section', exact: true }).click()
    await isAt(alice.page, 'Title of the section')
    await alice.page.keyboard.type('The study')
    await alice.page.keyboard.press('Enter')
    await isAt(alice.page, 'Question')
    for (const name of ['Design', 'Sequence']) {
      await alice.page.keyboard.type(name)
      await alice.page.keyboard.press('Enter')
    }
    await alice.page.keyboard.press('Escape')
    await expect(stop(bob.page, 'Sequence')).toBeVisible()
    await expect(preview(bob.page).getByRole('group', { name: 'Sequence', exact: true })).toBeVisible()
  })

  await test.step('both add a question at the same spot at once: there are two', async () => {
    await Promise.all([adds(alice.page, 'The study', ['Age']), adds(bob.page, 'The study', ['Women'])])
    for (const { page } of [alice, bob])
      for (const name of ['Age', 'Women']) await expect(stop(page, name)).toBeVisible()
    const order = (page: Page): Promise<readonly string[]> =>
      outline(page).locator('.question .label').allTextContents()
    expect(await order(alice.page)).toEqual(await order(bob.page))
  })

  await test.step('they see where the other one is', async () => {
    await stop(bob.page, 'Design').click()
    await setting(bob.page, 'Help').getByRole('textbox').click()
    await expect(stop(alice.page, 'Design').getByText('Bob')).toBeVisible()
    await bob.page.keyboard.type('As carried out')
    await stop(alice.page, 'Design').click()
    await expect(setting(alice.page, 'Help').getByRole('textbox')).toHaveValue('As carried out')
    await expect(setting(alice.page, 'Help').getByText('Bob is choosing')).toBeVisible()
  })

  await test.step('a type, its options and a condition on them: the preview opens and closes the question', async () => {
    const { page } = alice
    await setting(page, 'Type').getByRole('combobox').selectOption('One of several')
    for (const option of ['Randomised', 'Cohort']) {
      await setting(page, 'Options').getByRole('textbox', { name: 'Another option' }).fill(option)
      await page.keyboard.press('Enter')
    }
    await stop(page, 'Sequence').click()
    await setting(page, 'Asked only when').getByRole('button', { name: 'Only after an answer' }).click()
    await expect(
      setting(page, 'Asked only when').getByRole('button', { name: 'Randomised', pressed: true }),
    ).toBeVisible()
    const sequence = preview(page).getByRole('group', { name: 'Sequence', exact: true })
    await expect(sequence).not.toBeVisible()
    await chooses(page, 'Design', 'Randomised')
    await expect(sequence).toBeVisible()
    await chooses(page, 'Design', 'Cohort')
    await expect(sequence).not.toBeVisible()
    await expect(preview(bob.page).getByRole('radio', { checked: true })).toHaveCount(0)
  })

  await test.step('two people reword one question at once: neither is lost, and nothing is published before it is settled', async () => {
    await stop(alice.page, 'Women').click()
    await stop(bob.page, 'Women').click()
    await expect(saved(alice.page)).toBeVisible()
    alice.cutOff(true)
    await alice.context.setOffline(true)
    await setting(alice.page, 'Question').getByRole('textbox').fill('Women, percent')
    await alice.page.keyboard.press('Enter')
    await setting(bob.page, 'Question').getByRole('textbox').fill('Women enrolled')
    await bob.page.keyboard.press('Enter')
    await expect(saved(bob.page)).toBeVisible()
    await alice.context.setOffline(false)
    await expect(saved(alice.page)).toBeVisible()
    alice.cutOff(false)
    for (const { page } of [alice, bob]) await expect(stop(page, 'Women').getByText('two values')).toBeVisible()
    await opensForm(dana, 'pilot')
    await dana.page.getByRole('button', { name: 'Publish version 1' }).click()
    await expect(dialog(dana.page).getByText('Two people set something at the same moment')).toBeVisible()
    await expect(dialog(dana.page).getByRole('button', { name: 'Publish version 1' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    await dialog(dana.page)
      .getByRole('button', { name: /^Go there/ })
      .click()
    await expect(stop(dana.page, 'Women')).toHaveAttribute('aria-current', 'true')
    await setting(dana.page, 'Question').getByRole('button', { name: 'Take', exact: false }).last().click()
    await expect(stop(alice.page, 'Women').getByText('two values')).not.toBeVisible()
  })

  await test.step('what is still wrong is said, and leads to its place', async () => {
    await stop(alice.page, 'Age').click()
    await setting(alice.page, 'Type').getByRole('combobox').selectOption('One of several')
    await expect(saved(alice.page)).toBeVisible()
    await dana.page.getByRole('button', { name: 'Publish version 1' }).click()
    await expect(dialog(dana.page).getByText('field "Age": A choice needs at least two options.')).toBeVisible()
    expect(await faultsOf(dana.page)).toEqual([])
    await dialog(dana.page)
      .getByRole('button', { name: /^Go there/ })
      .click()
    await expect(stop(dana.page, 'Age')).toHaveAttribute('aria-current', 'true')
    await setting(dana.page, 'Type').getByRole('combobox').selectOption('Number with unit')
    await setting(dana.page, 'Units').getByRole('textbox', { name: 'Another unit' }).fill('years')
    await dana.page.keyboard.press('Enter')
    await expect(setting(alice.page, 'Units').getByText('compared in this')).toBeVisible()
  })

  await test.step('Alice may look at what publishing does, and the lead alone does it', async () => {
    await alice.page.getByRole('button', { name: 'Publish version 1' }).click()
    const publish = dialog(alice.page).getByRole('button', { name: 'Publish version 1' })
    await expect(publish).toHaveAttribute('aria-disabled', 'true')
    await publish.hover()
    await expect(dialog(alice.page).getByRole('tooltip')).toContainText(/lead/)
    await dialog(alice.page).getByRole('button', { name: 'Cancel' }).click()
    await dana.page.getByRole('button', { name: 'Publish version 1' }).click()
    await expect(dialog(dana.page).getByText('1 section and 4 questions')).toBeVisible()
    await dialog(dana.page).getByRole('button', { name: 'Publish version 1' }).click()
    await expect(dialog(dana.page)).not.toBeVisible()
    await expect(alice.page.getByText('version 1 is published')).toBeVisible()
  })

  await test.step('what was published keeps its type, and another is a new field', async () => {
    await stop(alice.page, 'Age').click()
    await expect(setting(alice.page, 'Type').getByRole('combobox')).toHaveCount(0)
    await setting(alice.page, 'Type').getByRole('button', { name: 'Duplicate as a new field' }).click()
    await expect(stop(bob.page, 'Age \\(copy\\)')).toBeVisible()
    await expect(setting(alice.page, 'Type').getByRole('combobox')).toBeVisible()
    await expect(setting(alice.page, 'Units').getByText('compared in this')).toBeVisible()
  })

  await test.step('the plan names the form as a stage, and the protocol leads to it', async () => {
    await dana.opens('/r/demo/protocol')
    await dana.page.getByRole('button', { name: 'Amend' }).click()
    await dialog(dana.page).getByRole('button', { name: 'Extract with another form too' }).click()
    await dialog(dana.page).getByRole('combobox', { name: 'Form' }).last().selectOption('Pilot, version 1')
    await dialog(dana.page).getByLabel('Reason').fill('A pilot of four questions.')
    await dialog(dana.page).getByRole('button', { name: 'Amend', exact: true }).click()
    await expect(dialog(dana.page)).not.toBeVisible()
    await dana.page
      .getByRole('definition')
      .filter({ hasText: 'Pilot' })
      .getByRole('link', { name: 'version 1' })
      .click()
    await expect(dana.page).toHaveURL(/\/form\/pilot$/)
    await dana.opens(FORMS)
    await expect(dana.page.getByText(/Version 1, in use, published by Dana/)).toBeVisible()
  })

  for (const visitor of [alice, bob, dana]) visitor.expectNoComplaint()
  for (const { context } of [alice, bob, dana]) await context.close()
})

test('a form is changed while two people extract with it, and nobody loses an answer', async ({ browser }) => {
  const [alice, bob, dana] = await Promise.all([
    Visitor.arrives(browser, tandem, 'alice'),
    Visitor.arrives(browser, tandem, 'bob'),
    Visitor.arrives(browser, tandem, 'dana'),
  ])

  await test.step('both have blind drafts open, with answers', async () => {
    await dana.opens(EXTRACTION)
    await dana.page.getByRole('button', { name: 'Assign reviewers' }).click()
    for (const name of ['Alice', 'Bob']) await dialog(dana.page).getByLabel(name).check()
    await dialog(dana.page).getByRole('button', { name: 'Assign' }).click()
    await expect(dialog(dana.page)).not.toBeVisible()
    for (const visitor of [alice, bob]) {
      await visitor.opens(EXTRACTION)
      await expect(visitor.page.getByText('Your copy, hidden from others')).toBeVisible()
      await fills(visitor.page, 'Aim', `To find out, says ${visitor.name}`)
      await expect(saved(visitor.page)).toBeVisible()
    }
  })

  await test.step('Dana makes the form the review’s own, adds a question and takes one out', async () => {
    const { page } = dana
    await dana.opens(FORMS)
    await page.getByRole('button', { name: 'Change it for this review Return to work after an intervention' }).click()
    await expect(stop(page, 'Design')).toBeVisible()
    await stop(page, 'Registration').click()
    await page.keyboard.press('a')
    await isAt(page, 'Question')
    await page.keyboard.type('Sponsor')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape')
    await setting(page, 'Has to be answered').getByRole('radio', { name: 'Yes' }).click()
    await stop(page, 'Aim').click()
    await page.getByRole('button', { name: 'Take out Aim' }).click()
    await expect(page.getByText('“Aim” was published.')).toBeVisible()
    await page.getByRole('button', { name: 'Take it out' }).click()
    await expect(stop(page, 'Aim')).not.toBeVisible()
    await expect(outline(page).getByRole('button', { name: 'Use again Aim' })).toBeVisible()
  })

  await test.step('before it is published she sees what that does to answers, rounds and the protocol', async () => {
    const { page } = dana
    await page.getByRole('button', { name: 'Publish version 2' }).click()
    await expect(dialog(page).getByText('Sponsor, The study')).toBeVisible()
    await expect(dialog(page).getByRole('listitem').filter({ hasText: 'Aim, The study' })).toContainText(
      /answered in \d+ studies/,
    )
    await expect(dialog(page).getByText(/Ibrahim 2019 goes on with version 2/)).toBeVisible()
    await expect(dialog(page).getByText(/stay with the version they were extracted with/)).toBeVisible()
    await expect(dialog(page).getByText('Blind drafts of others are not')).toBeVisible()
    await expect(dialog(page).getByRole('button', { name: 'Publish version 2' })).toHaveAttribute(
      'aria-disabled',
      'true',
    )
    expect(await faultsOf(page)).toEqual([])
    await dialog(page).getByLabel('Reason').fill('Who paid was missing.')
  })

  await test.step('both see the new question at once; what was typed and what was taken out is there', async () => {
    // Typed, and not a value yet: it becomes one as the screen goes.
    await field(alice.page, 'Registration').fill('NCT000')
    await dialog(dana.page).getByRole('button', { name: 'Publish version 2' }).click()
    await expect(dialog(dana.page)).not.toBeVisible()
    for (const visitor of [alice, bob]) {
      const { page } = visitor
      await expect(field(page, 'Sponsor')).toBeVisible()
      await expect(field(page, 'Aim')).not.toBeVisible()
      await page.getByText('1 answer kept, not asked any more').click()
      await expect(page.getByText(`To find out, says ${visitor.name}`)).toBeVisible()
    }
    await expect(field(alice.page, 'Registration')).toHaveValue('NCT000')
    await fills(alice.page, 'Sponsor', 'The region')
    await expect(saved(alice.page)).toBeVisible()
    await alice.page.reload()
    await expect(field(alice.page, 'Registration')).toHaveValue('NCT000')
    await expect(field(alice.page, 'Sponsor')).toHaveValue('The region')
  })

  await test.step('versions stand beside the studies, and lead to what changed', async () => {
    await alice.page.getByRole('link', { name: 'version 2', exact: true }).click()
    await expect(alice.page.getByText('“Who paid was missing.”')).toBeVisible()
    await expect(alice.page.getByRole('listitem').filter({ hasText: 'Aim, The study' })).toBeVisible()
    expect(await faultsOf(alice.page)).toEqual([])
    await alice.opens('/r/demo/studies/return-to-work')
    await expect(
      alice.page.getByRole('row', { name: /Ibrahim 2019/ }).getByRole('link', { name: 'version 2' }),
    ).toBeVisible()
    await expect(
      alice.page.getByRole('row', { name: /Burke 1994/ }).getByRole('link', { name: 'version 1' }),
    ).toBeVisible()
  })

  await test.step('a study of the earlier version is shown with it', async () => {
    await dana.opens('/r/demo/study/burke-1994/extract/return-to-work')
    await expect(dana.page.getByRole('heading', { name: 'Burke 1994' })).toBeVisible()
    await expect(dana.page.getByRole('link', { name: 'version 1', exact: true })).toBeVisible()
    await expect(question(dana.page, 'Sponsor')).not.toBeVisible()
  })

  await test.step('what was taken out can be asked again', async () => {
    await opensForm(dana, 'return-to-work')
    await outline(dana.page).getByRole('button', { name: 'Use again Aim' }).click()
    await expect(stop(dana.page, 'Aim')).toBeVisible()
    await dana.page.getByRole('button', { name: 'Publish version 3' }).click()
    await expect(dialog(dana.page).getByRole('heading', { name: /^Asked again/ })).toBeVisible()
    await dialog(dana.page).getByRole('button', { name: 'Cancel' }).click()
  })

  for (const visitor of [alice, bob, dana]) visitor.expectNoComplaint()
  for (const { context } of [alice, bob, dana]) await context.close()
})

test('a form goes out as a file and comes in as the same form; what is none is refused in sentences', async ({
  browser,
}) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  const { page } = alice

  async function downloaded(): Promise<{ readonly name: string; readonly text: string }> {
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: /^JSON/ }).click()
    const file = await coming
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
  }
  const takes = (name: string, text: string): Promise<void> =>
    dialog(page)
      .getByLabel('File')
      .last()
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

  await begins(alice, 'A template', 'Out and in')
  const out = await downloaded()
  expect(out.name).toBe('form-out-and-in-v1.json')

  await test.step('files that are no forms', async () => {
    await alice.opens(FORMS)
    await expect(page.getByRole('heading', { name: 'Forms', level: 1 })).toBeVisible()
    await page.keyboard.press('a')
    await dialog(page).getByRole('radio', { name: 'A file' }).check()
    for (const [text, words] of [
      ['{"kind": ', 'The file is no JSON'],
      ['[1, 2]', 'The form is not what a form has there.'],
      ['{"__proto__": {}, "kind": "extraction"}', 'The form has a "__proto__", which is not known here.'],
      [out.text.replaceAll('"type": "text"', '"type": "slider"'), 'has the type "slider", which is not known here.'],
      [' '.repeat(2_100_000), 'The file is too large to be a form.'],
    ] as const) {
      await takes('odd.json', text)
      await expect(dialog(page).getByRole('alert')).toContainText(words)
      await expect(dialog(page).getByRole('button', { name: 'Begin', exact: true })).toHaveAttribute(
        'aria-disabled',
        'true',
      )
    }
    expect(await faultsOf(page)).toEqual([])
  })

  await test.step('the file that went out', async () => {
    await takes(out.name, out.text)
    await expect(dialog(page).getByText(/It is checked, and can be taken/)).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Begin', exact: true }).click()
    await expect(page).toHaveURL(/\/form\/out-and-in-2$/)
    await expect(stop(page, 'Results by arm')).toBeVisible()
    const again = await downloaded()
    expect(JSON.parse(again.text)).toEqual({ ...(JSON.parse(out.text) as object), id: 'out-and-in-2' })
  })

  await test.step('discarded, after one more question', async () => {
    await alice.opens(FORMS)
    await page.getByRole('button', { name: 'Discard Out and in' }).last().click()
    await expect(dialog(page).getByText('It was never published')).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Discard it' }).click()
    await expect(page.getByRole('link', { name: 'Out and in', exact: true })).toHaveCount(1)
  })

  alice.expectNoComplaint()
  await alice.context.close()
})

test('a form is taken over from another review of one’s own', async ({ browser }) => {
  const dana = await Visitor.arrives(browser, tandem, 'dana')
  const { page } = dana
  await test.step('another review, which plans with a template', async () => {
    await dana.opens('/reviews/new')
    await page.getByLabel('Title', { exact: true }).fill('Sick leave after surgery')
    await page.getByRole('button', { name: 'Extract data' }).click()
    await page.getByRole('button', { name: 'Make the review' }).click()
    await expect(page).toHaveURL(/\/r\/(?!demo)/)
  })
  await test.step('shows its form, and has no form of its own', async () => {
    await page.getByRole('link', { name: 'Forms', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'In the protocol, as they come with Tandem' })).toBeVisible()
  })
  await test.step('the demo takes it over', async () => {
    await dana.opens(FORMS)
    await page.getByRole('button', { name: 'New form' }).click()
    await dialog(page).getByRole('radio', { name: 'A form of another review of mine' }).check()
    await dialog(page).getByLabel('Review', { exact: true }).selectOption('Sick leave after surgery')
    await expect(dialog(page).getByLabel('Form', { exact: true })).toBeVisible()
    await dialog(page).getByRole('textbox', { name: 'Title' }).fill('From the other review')
    await dialog(page).getByRole('button', { name: 'Begin', exact: true }).click()
    await expect(page).toHaveURL(/\/form\/from-the-other-review$/)
    await expect(stop(page, 'Results by arm')).toBeVisible()
    await expect(saved(page)).toBeVisible()
  })
  dana.expectNoComplaint()
  await dana.context.close()
})

test('a supervisor reads and tries a form, and changes nothing', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  await begins(alice, 'A template', 'To be read')
  const carol = await Visitor.arrives(browser, tandem, 'carol')
  const { page } = carol
  await carol.opens(FORMS)
  await expect(page.getByRole('link', { name: 'Read To be read' })).toBeVisible()
  await expect(page.getByRole('button', { name: /New form|Discard|Change it/ })).toHaveCount(0)
  await page.getByRole('link', { name: 'Read To be read' }).click()
  await expect(page.getByText('you can read and try it')).toBeVisible()
  await page
    .getByRole('button', { name: /^Results by arm/ })
    .first()
    .click()
  await expect(page.locator('[data-editor]').getByText('once for each result of an arm')).toBeVisible()
  await expect(page.locator('[data-editor]').getByRole('textbox')).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Publish|^Take out|^Duplicate/ })).toHaveCount(0)
  await preview(page).getByRole('textbox').first().fill('Tried')
  expect(await faultsOf(page)).toEqual([])
  for (const visitor of [alice, carol]) visitor.expectNoComplaint()
  for (const { context } of [alice, carol]) await context.close()
})

test('a form is built by keyboard alone', async ({ browser }) => {
  const bob = await Visitor.arrives(browser, tandem, 'bob')
  const { page } = bob
  const press = (key: string): Promise<void> => page.keyboard.press(key)
  await bob.opens('/r/demo')
  await page.locator('#main').focus()
  await press('g')
  await press('f')
  await expect(page).toHaveURL(/\/form$/)
  await expect(page.getByRole('heading', { name: 'Forms', level: 1 })).toBeVisible()
  await press('a')
  await expect(dialog(page)).toBeVisible()
  await press('ArrowUp')
  await expect(dialog(page).getByRole('radio', { name: 'An empty page' })).toBeChecked()
  await press('Tab')
  await isAt(page, 'Title')
  await page.keyboard.type('By keys')
  await press('Enter')
  await expect(outline(page)).toBeVisible()
  await press('a')
  await page.keyboard.type('One section')
  await press('Enter')
  for (const name of ['First', 'Second', 'Third']) {
    await isAt(page, 'Question')
    await page.keyboard.type(name)
    await press('Enter')
  }
  await press('Escape')
  await expect(stop(page, 'Third')).toBeFocused()
  const order = (): Promise<readonly string[]> => outline(page).locator('.question .label').allTextContents()
  await press('Alt+ArrowUp')
  await expect.poll(order).toEqual(['First', 'Third', 'Second'])
  await expect(stop(page, 'Third')).toBeFocused()
  await press('d')
  await expect.poll(order).toEqual(['First', 'Third', 'Third (copy)', 'Second'])
  await isAt(page, 'Question')
  await press('ControlOrMeta+a')
  await page.keyboard.type('Fourth')
  await press('Enter')
  await press('Escape')
  await expect(stop(page, 'Fourth')).toBeFocused()
  await press('k')
  await press('k')
  await expect(stop(page, 'First')).toBeFocused()
  await press('ArrowDown')
  await expect(stop(page, 'Third')).toBeFocused()
  await press('Enter')
  await isAt(page, 'Question')
  await press('Escape')
  await press('z')
  await expect(stop(page, 'Third \\(copy\\)')).toBeVisible()
  await press('t')
  await expect(preview(page)).toBeFocused()
  await press('Tab')
  await press('Escape')
  await press('?')
  await expect(dialog(page).getByText('Try the form')).toBeVisible()
  await press('Escape')
  bob.expectNoComplaint()
  await bob.context.close()
})

test('on a phone one pane at a time; accessible in light and dark, nothing scrolls sideways', async ({ browser }) => {
  const alice = await Visitor.arrives(browser, tandem, 'alice')
  const { page } = alice
  await begins(alice, 'A template', 'Pocket')
  for (const [width, scheme] of [
    [1440, 'dark'],
    [1440, 'light'],
    [1024, 'light'],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height: 900 })
    await stop(page, 'Design').click()
    expect(await overflow(page), `${width} px`).toBe(0)
    expect(await faultsOf(page), `${width} px, ${scheme}`).toEqual([])
  }
  await page.setViewportSize({ width: 390, height: 844 })
  const tabs = page.getByRole('group', { name: 'Parts of the page' })
  await tabs.getByRole('button', { name: 'Outline' }).click()
  await adds(page, 'General', ['Pocket question'])
  await stop(page, 'Pocket question').click()
  await expect(setting(page, 'Question').getByRole('textbox')).toHaveValue('Pocket question')
  for (const pane of ['Outline', 'Edit', 'Preview']) {
    await tabs.getByRole('button', { name: pane }).click()
    expect(await overflow(page), pane).toBe(0)
    expect(await faultsOf(page), pane).toEqual([])
  }
  await expect(preview(page).getByRole('group', { name: 'Pocket question', exact: true })).toBeVisible()
  for (const path of [FORMS, `${FORMS}/pocket/versions`]) {
    await alice.opens(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await overflow(page), path).toBe(0)
    expect(await faultsOf(page), path).toEqual([])
  }
  alice.expectNoComplaint()
  await alice.context.close()
})

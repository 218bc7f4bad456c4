import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startStack, type Stack } from '../stack/stack.ts';
import { startPlayground, type Playground } from './playground.ts';
import { findChromium, launchChromium } from './testing/chromium.ts';

const executablePath = findChromium();

/** The whole thing: browser, page, local Discord, the app as a process of its own, local GitHub. */
describe.runIf(executablePath !== undefined)(
  'the page',
  { timeout: 30_000 },
  () => {
    let stack: Stack;
    let playground: Playground;
    let browser: Browser;
    let page: Page;
    const faults: string[] = [];

    beforeAll(async () => {
      stack = await startStack({
        github: { pace: 120 },
        env: { LOG_LEVEL: 'warn', POLL_INTERVAL_SECONDS: '1' },
      });
      playground = await startPlayground({ stack });
      browser = await launchChromium(executablePath);
      page = await browser.newPage({
        viewport: { width: 1280, height: 800 },
        colorScheme: 'dark',
      });
      page.setDefaultTimeout(15_000);
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol !== 'data:' && url.hostname !== '127.0.0.1')
          faults.push(request.url());
      });
      await page.goto(playground.url);
      await page.getByRole('combobox', { name: 'Command line' }).waitFor();
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      await playground.close();
      await stack.close();
    });
    afterEach(() => {
      stack.discord.faults.clear();
      expect(faults.splice(0)).toEqual([]);
    });

    async function type(text: string): Promise<void> {
      await page.getByRole('combobox', { name: 'Command line' }).fill(text);
      await page.keyboard.press('Enter');
    }
    const tab = (name: string): Promise<void> =>
      page.getByRole('tab', { name }).click();
    const messages = () => page.locator('discord-message:not([hidden])');

    it('shows a first-time visitor what to try', async () => {
      await page.getByRole('button', { name: '/agents' }).click();
      const line = page.getByRole('combobox', { name: 'Command line' });
      expect(await line.inputValue()).toBe('/agents');
      await page.keyboard.press('Enter');
      await messages().last().getByText('agents in total').waitFor();
    });

    it('hints at the commands after an unknown one, and after plain text', async () => {
      const status = page.locator('.composer-status');
      await type('/foo');
      await page.getByText('No such command').waitFor();
      expect(await status.innerText()).toBe(
        'There is no command /foo for you here. Type / to list the commands.',
      );
      await type('/deploy');
      await page.keyboard.press('Escape');
      await type('/stats now');
      expect(await status.innerText()).toContain('Did you mean /status');
      await type('hello');
      expect(await status.innerText()).toBe(
        'Only commands work here. Type / to list them.',
      );
      await page.getByRole('combobox', { name: 'Command line' }).fill('');
    });

    it('shows a command from "thinking" over its progress to its end', async () => {
      stack.discord.faults.add({ kind: 'slow', ms: 700, on: 'original.edit' });
      stack.github.setPace(400);
      await type('/deploy-client wait:true');
      await page.getByText('Yardmaster is thinking…').waitFor();
      await page.getByText('Client Deploy: Starting…').first().waitFor();
      await tab('GitHub');
      await page
        .locator('#panel-github')
        .getByText('in progress')
        .first()
        .waitFor();
      await page.getByText('Client Deploy: Running').first().waitFor();
      stack.github.setPace(20);
      await page.getByText('Client Deploy: Succeeded').first().waitFor();
      await page.getByText('Notified: @Admin').waitFor();
      await tab('Timeline');
      expect(await page.locator('#panel-timeline').innerText()).toMatch(
        /deferred after \d+ ms of 3,000 ms/,
      );
      stack.github.setPace(120);
    });

    it('cancels a run through the buttons of its message', async () => {
      stack.github.planNext({ hang: 'Upload to storage' });
      await type('/deploy-client wait:true');
      await messages()
        .last()
        .getByRole('button', { name: 'Cancel run' })
        .click();
      const question = messages().filter({ hasText: 'Cancel the run?' });
      await question.getByRole('button', { name: 'Cancel run' }).click();
      await page.getByText('Client Deploy: Cancelled').first().waitFor();
      expect(stack.github.runs()[0]?.conclusion).toBe('cancelled');
    });

    it('goes through a fault that was switched on', async () => {
      await tab('Faults');
      const fault = page.getByRole('switch', {
        name: 'Next deferral: unknown webhook (10015) twice',
      });
      await fault.check();
      await expect.poll(() => stack.discord.faults.list().length).toBe(1);
      const before = await messages().count();
      await type('/deploy-client wait:true');
      await expect.poll(() => fault.isChecked()).toBe(false);
      await messages()
        .nth(before)
        .getByText('Client Deploy: Succeeded')
        .first()
        .waitFor();
      await tab('Timeline');
      const card = page.locator('#panel-timeline article').first();
      expect(await card.innerText()).toMatch(
        /original\.edit\s+404[\s\S]+original\.edit\s+404[\s\S]+original\.edit\s+200/,
      );
    });

    it('lets a run wait, and go on to fail, from GitHub’s side', async () => {
      await tab('GitHub');
      await page.getByLabel('Next run').selectOption('waits for an approval');
      const before = await messages().count();
      await type('/deploy-client wait:true');
      const run = page.locator('#panel-github article').first();
      await run.getByRole('button', { name: 'Approve' }).waitFor();
      await run.getByRole('button', { name: 'Fail' }).click();
      await run.getByText('failure').first().waitFor();
      await messages()
        .nth(before)
        .getByText('Client Deploy: Failed')
        .first()
        .waitFor();
      await expect
        .poll(() => page.getByLabel('Next run').inputValue())
        .toBe('');
    });

    it('refuses a plain member, visible to that member only', async () => {
      await page.getByLabel('You are').selectOption('member');
      await type('/deploy-client wait:false');
      const refusal = messages().filter({ hasText: 'Not allowed' });
      await refusal.locator('.ephemeral-note').waitFor();
      await page.getByLabel('You are').selectOption('operator');
      await expect.poll(() => refusal.count()).toBe(0);
      await page.getByLabel('You are').selectOption('member');
      await refusal.getByRole('button', { name: 'Dismiss message' }).click();
      await expect.poll(() => refusal.count()).toBe(0);
    });

    it('is used with the keyboard alone', async () => {
      await page.keyboard.type('/verify');
      await page.getByRole('option', { name: '/verify-latest' }).waitFor();
      await page.keyboard.press('Enter');
      const field = page.getByRole('combobox', { name: 'run_url?' });
      await expect
        .poll(() =>
          field.evaluate(
            (element) => element === element.ownerDocument.activeElement,
          ),
        )
        .toBe(true);
      await page
        .getByRole('listbox', { name: 'Suggestions for run_url' })
        .getByRole('option')
        .first()
        .waitFor();
      await page.keyboard.press('Enter');
      expect(await field.inputValue()).not.toBe('');
      const before = await messages().count();
      await page.keyboard.press('Enter');
      await messages()
        .nth(before)
        .getByText('Verify Client Deploy')
        .first()
        .waitFor();
    });

    it('checks the endpoint, and shows raw requests without a token', async () => {
      await tab('Endpoint');
      await page.getByRole('button', { name: 'Check endpoint' }).click();
      await page.getByText('Discord would accept it.').waitFor();
      await tab('Requests');
      await page.locator('#panel-requests summary').first().click();
      const shown =
        (await page.locator('#panel-requests').innerText()) +
        (await page.content());
      expect(shown).toContain('invalid request signature');
      for (const { token } of stack.discord.interactions())
        expect(shown).not.toContain(token);
    });

    it('shows a picture that the app attached', async () => {
      await type('/status-digest period:weekly');
      const picture = messages()
        .last()
        .locator('img.discord-embed-image, img.attached')
        .first();
      await picture.waitFor();
      await expect
        .poll(() =>
          picture.evaluate((image) =>
            'naturalWidth' in image ? Number(image.naturalWidth) : 0,
          ),
        )
        .toBeGreaterThan(100);
    });

    it('kills the app and starts it again', async () => {
      await tab('Endpoint');
      await page.getByRole('button', { name: 'Kill' }).click();
      await page.getByText('app stopped').waitFor();
      await type('/agents');
      await page.getByText('its endpoint cannot be reached').waitFor();
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText('app running').waitFor();
      await type('/agents');
      await messages().last().getByText('agents in total').waitFor();
    });

    it('keeps the newest message in view while it grows, and leaves a reader alone', async () => {
      const distance = () =>
        page.evaluate<number>(
          `(({ scrollHeight, scrollTop, clientHeight }) => Math.round(scrollHeight - scrollTop - clientHeight))(document.getElementById('messages'))`,
        );
      await type('/status-digest period:weekly');
      await messages().last().locator('img').last().waitFor();
      await expect.poll(distance).toBe(0);
      await page.locator('#messages').hover();
      await page.mouse.wheel(0, -300);
      await expect.poll(distance).toBeGreaterThan(100);
      stack.github.setPace(120);
      await type('/deploy-client wait:true');
      await messages()
        .filter({ hasText: 'Client Deploy: Succeeded' })
        .last()
        .waitFor();
      await expect.poll(distance).toBe(0);
    });

    it.each([
      ['light', 1280],
      ['dark', 1280],
      ['light', 390],
      ['dark', 390],
    ] as const)(
      'has no fault that axe finds in any tab, %s at %i pixels',
      { timeout: 60_000 },
      async (colorScheme, width) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(axe.source);
        const found: string[] = [];
        for (const name of [
          'Timeline',
          'GitHub',
          'Faults',
          'Requests',
          'Endpoint',
        ]) {
          await tab(name);
          if (name === 'Requests')
            await page.locator('#panel-requests summary').first().click();
          found.push(
            ...(await page.evaluate<string[]>(
              `axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ['${name}', id, target.at(-1).slice(-80), failureSummary.split('\\n')[1]].join(': '))))`,
            )),
          );
        }
        expect(found).toEqual([]);
      },
    );

    it.each([
      ['wide and light', 1280, 'light'],
      ['narrow and light', 380, 'light'],
      ['narrow and dark', 380, 'dark'],
      ['wide and dark', 1280, 'dark'],
    ] as const)('fits %s', async (_name, width, colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 760 });
      const read = () =>
        page.evaluate<[number, number, string]>(
          `[document.documentElement.scrollWidth, innerWidth, getComputedStyle(document.body).backgroundColor]`,
        );
      const background =
        colorScheme === 'dark' ? 'rgb(49, 51, 56)' : 'rgb(255, 255, 255)';
      await expect.poll(read).toEqual([width, width, background]);
    });
  },
);

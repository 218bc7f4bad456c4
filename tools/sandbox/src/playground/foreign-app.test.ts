import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  callApi,
  startExampleEndpoint,
  type ExampleAnswer,
  type ExampleEndpoint,
} from '../discord/testing.ts';
import { startStack, type Stack } from '../stack/stack.ts';
import { startPlayground, type Playground } from './playground.ts';
import { findChromium, launchChromium } from './testing/chromium.ts';

function answer(type: number, data: object): ExampleAnswer {
  return {
    status: 200,
    body: { type, data },
  };
}

const COMMANDS = [
  {
    name: 'note',
    description: 'Takes a note',
    options: [
      {
        type: 2,
        name: 'for',
        description: 'For whom',
        options: [
          {
            type: 1,
            name: 'team',
            description: 'For the team',
            options: [
              { type: 6, name: 'who', description: 'Person', required: true },
              {
                type: 3,
                name: 'tag',
                description: 'Tag',
                choices: [{ name: 'Urgent', value: 'u' }],
              },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'secret',
    description: 'For administrators',
    default_member_permissions: '0',
  },
];

const MODAL = {
  custom_id: 'write',
  title: 'Write it down',
  components: [
    {
      type: 18,
      label: 'Text',
      component: { type: 4, custom_id: 'text', style: 2, required: true },
    },
  ],
};

const MENU = {
  type: 3,
  custom_id: 'colour',
  placeholder: 'Pick a colour',
  options: [{ label: 'Green', value: 'green' }],
};

/** An app that has nothing to do with Yardmaster. */
function foreignApp({ type, data }: Record<string, unknown>): ExampleAnswer {
  if (type === 2) return answer(9, MODAL);
  if (type === 5) {
    return answer(4, {
      content: '**Noted** with `code` and <img src=x onerror=alert(1)>',
      components: [{ type: 1, components: [MENU] }],
    });
  }
  const [value] = (data as { values: string[] }).values;
  const text = { type: 10, content: `# Chosen\n${String(value)}` };
  return answer(4, {
    flags: 32_768,
    components: [{ type: 17, components: [text] }],
  });
}

const executablePath = findChromium();

describe.runIf(executablePath !== undefined)(
  'the page around another app',
  { timeout: 30_000 },
  () => {
    let stack: Stack;
    let endpoint: ExampleEndpoint;
    let playground: Playground;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      endpoint = await startExampleEndpoint(
        () => stack.discord.publicKey,
        foreignApp,
      );
      stack = await startStack({ endpoint: endpoint.url });
      const { discord } = stack;
      const path = `/applications/${discord.applicationId}/commands`;
      await callApi(discord, 'PUT', path, COMMANDS);
      playground = await startPlayground({ stack });
      browser = await launchChromium(executablePath);
      page = await browser.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(playground.url);
      await page.getByRole('combobox', { name: 'Command line' }).waitFor();
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      await playground.close();
      await stack.close();
      await endpoint.close();
    });

    it('goes from a subcommand over a dialog to a menu', async () => {
      await page.keyboard.type('/note');
      await page.getByRole('option', { name: '/note for team' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByLabel('who').selectOption('Operator');
      await page.getByLabel('tag?').selectOption('Urgent');
      await page.getByRole('button', { name: 'Send' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await dialog.getByLabel('Text').fill('remember the milk');
      await dialog.getByRole('button', { name: 'Submit' }).click();
      const channel = page.locator('#messages');
      await channel.getByText('Noted', { exact: true }).waitFor();
      await channel.getByText('<img src=x onerror=alert(1)>').waitFor();
      await page.getByLabel('Pick a colour').selectOption('Green');
      await page.getByRole('heading', { name: 'Chosen' }).waitFor();

      const [command, modal, menu] = endpoint.received;
      const { operator } = stack.discord.members;
      expect(command?.['data']).toMatchObject({
        options: [
          {
            name: 'for',
            type: 2,
            options: [
              {
                name: 'team',
                type: 1,
                options: [{ value: operator.id }, { value: 'u' }],
              },
            ],
          },
        ],
        resolved: { users: { [operator.id]: {} } },
      });
      expect(JSON.stringify(modal?.['data'])).toContain('remember the milk');
      expect(menu?.['data']).toMatchObject({
        custom_id: 'colour',
        component_type: 3,
        values: ['green'],
      });
    });

    it('offers a command to those who may use it only', async () => {
      const offered = () => page.getByRole('option', { name: '/secret' });
      const line = page.getByRole('combobox', { name: 'Command line' });
      await line.fill('/');
      await offered().waitFor();
      await page.getByLabel('You are').selectOption('member');
      await line.fill('/s');
      await expect.poll(() => offered().count()).toBe(0);
    });
  },
);

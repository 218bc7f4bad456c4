import { describe, expect, it, vi } from 'vitest';
import { buttonsOf, play } from './testing/scene.ts';

const LONG = 60_000;

describe.concurrent('/deploy-client wait:true', () => {
  it(
    'is one message that is edited, and one mention at the end',
    () =>
      play(
        {},
        async ({ discord, github, deploy, shows, notified, notices }) => {
          const { runId } = await deploy();
          await shows('Starting');
          github.advance(runId);
          github.advance(runId);
          await shows('Jobs');
          github.finish(runId, 'failure', {
            log: 'no space `left` on @everyone',
          });
          const failed = await shows('Client Deploy: Failed');
          await notified(1);
          expect(discord.messages()).toHaveLength(2);
          expect(notices()).toMatchObject([
            {
              pings: { users: [discord.members.admin.id], everyone: false },
              via: 'follow-up',
            },
          ]);
          expect(buttonsOf(failed).map(({ label }) => label)).toEqual([
            'View run',
            'Re-run failed jobs',
          ]);
          expect(failed.history.length).toBeGreaterThan(2);
        },
      ),
    LONG,
  );

  it(
    'continues after a restart, and sends nothing twice',
    () =>
      play(
        {},
        async ({ discord, github, deploy, shows, notified, restart }) => {
          const { runId } = await deploy();
          await shows('Starting');
          await restart();
          github.finish(runId, 'success');
          await shows('Client Deploy: Succeeded');
          await notified(1);
          await restart();
          expect(discord.messages()).toHaveLength(2);
          expect(github.runs()).toHaveLength(1);
        },
      ),
    LONG,
  );

  it(
    'continues as the bot once the token has expired',
    () =>
      play(
        {},
        async ({
          discord,
          github,
          deploy,
          shows,
          notified,
          notices,
          original,
        }) => {
          const { interactionId, runId } = await deploy();
          await shows('Starting');
          discord.expireToken(interactionId);
          github.finish(runId, 'success');
          await shows('Client Deploy: Succeeded');
          await notified(1);
          expect(notices()).toMatchObject([
            { via: 'channel', replyTo: original()?.id },
          ]);
        },
      ),
    LONG,
  );

  it(
    'does not mention twice if the response to the mention was lost',
    () =>
      play({}, async (scene) => {
        const { discord, github, deploy, shows, notices, followsEnded } = scene;
        const { runId } = await deploy();
        await shows('Starting');
        discord.faults.add({
          kind: 'drop',
          afterEffect: true,
          on: 'follow-up.create',
        });
        github.finish(runId, 'success');
        await discord.waitFor(
          (event) =>
            event.type === 'request' &&
            event.request.operation === 'message.list',
          { timeoutMs: 30_000 },
        );
        await followsEnded();
        expect(notices()).toHaveLength(1);
      }),
    LONG,
  );
});

describe.concurrent('buttons', () => {
  it(
    'cancel a run after a question, for operators only',
    () =>
      play({}, async ({ github, deploy, hasButton, press, shows }) => {
        const { runId } = await deploy();
        github.advance(runId);
        await hasButton('Cancel run');
        const refused = await press('Cancel run', 'member');
        expect(refused.body).toMatchObject({
          type: 4,
          data: { flags: 64, embeds: [{ title: 'Not allowed' }] },
        });
        const asked = await press('Cancel run');
        expect(asked.body).toMatchObject({ type: 4, data: { flags: 64 } });
        const cancels = () =>
          github.requests.filter(({ path }) => path.endsWith('/cancel')).length;
        expect(cancels()).toBe(0);
        const confirmed = await press('Cancel run');
        expect(confirmed.body).toMatchObject({
          type: 7,
          data: { embeds: [{ title: 'Done' }] },
        });
        expect(cancels()).toBe(1);
        github.advanceToEnd(runId);
        await shows('Client Deploy: Cancelled');
      }),
    LONG,
  );

  it(
    'change nothing if the question is dismissed',
    () =>
      play({}, async ({ github, deploy, hasButton, press, shows }) => {
        const { runId } = await deploy();
        github.advance(runId);
        await hasButton('Cancel run');
        await press('Cancel run');
        const dismissed = await press('Keep it running');
        expect(dismissed.body).toMatchObject({
          type: 7,
          data: { components: [] },
        });
        github.finish(runId, 'success');
        await shows('Client Deploy: Succeeded');
      }),
    LONG,
  );

  it(
    're-run the failed jobs in a new message, also after a restart',
    () =>
      play(
        {},
        async ({
          github,
          deploy,
          shows,
          notified,
          original,
          restart,
          press,
        }) => {
          const { runId } = await deploy();
          github.finish(runId, 'failure');
          await shows('Client Deploy: Failed');
          await notified(1);
          await restart();
          await press('Re-run failed jobs');
          const started = await press('Re-run failed jobs');
          expect(started.body).toEqual({ type: 5 });
          await vi.waitUntil(() => github.run(runId)?.attempt === 2, {
            timeout: 30_000,
          });
          github.finish(runId, 'success');
          await shows('Client Deploy: Succeeded');
          await notified(2);
          expect(original()?.embeds[0]?.['title']).toContain('Failed');
          await shows('Confirmed');
          await press('Re-run failed jobs');
          await press('Re-run failed jobs');
          await shows('attempt 2 by now');
          expect(github.run(runId)?.attempt).toBe(2);
        },
      ),
    LONG,
  );
});

describe.concurrent('POST /github/webhooks', () => {
  it(
    'refuses a bad signature, ignores other events, applies a delivery once',
    () =>
      play({}, async ({ url, github, deploy, shows }) => {
        await github.pingWebhook();
        const { runId } = await deploy();
        github.failWebhook(
          { event: 'workflow_run' },
          { kind: 'bad-signature' },
        );
        github.failWebhook({ event: 'workflow_job' }, { kind: 'duplicate' });
        github.finish(runId, 'success');
        await github.webhooksSettled();
        await shows('Client Deploy: Succeeded');
        const metrics = await (await fetch(`${url}/metrics`)).text();
        for (const result of [
          'ignored',
          'unsigned',
          'workflow_job',
          'repeated',
        ])
          expect(metrics).toMatch(
            new RegExp(
              `^yardmaster_github_webhooks_total\\{result="${result}"\\} [1-9]`,
              'm',
            ),
          );
        const unsigned = await fetch(`${url}/github/webhooks`, {
          method: 'POST',
          body: '{}',
        });
        expect(unsigned.status).toBe(401);
      }),
    LONG,
  );

  it(
    'does not exist without a secret',
    () =>
      play({ env: { GITHUB_WEBHOOK_SECRET: '' } }, async ({ url }) => {
        const answer = await fetch(`${url}/github/webhooks`, {
          method: 'POST',
          body: '{}',
        });
        expect(answer.status).toBe(404);
      }),
    LONG,
  );
});

describe.concurrent('secrets', () => {
  it(
    'appear in no log, metric or message, whatever fails',
    () =>
      play({ env: { LOG_LEVEL: 'trace' } }, async (scene) => {
        const { discord, github, logged, url } = scene;
        discord.faults.add({ kind: 'unknown-webhook', tries: 2 });
        discord.faults.add({
          kind: 'server-error',
          times: 2,
          on: 'original.edit',
        });
        const { interactionId, runId } = await scene.deploy();
        discord.faults.add({
          kind: 'rate-limit',
          retryAfterSeconds: 0.3,
          on: 'follow-up.create',
        });
        discord.faults.add({ kind: 'server-error', on: 'follow-up.create' });
        github.finish(runId, 'failure');
        await scene.shows('Client Deploy: Failed');
        discord.expireToken(interactionId);
        await scene.notified(1);
        github.setOutage('unreachable');
        await discord.sendCommand({ name: 'status' });
        const said = [
          logged.join(''),
          await (await fetch(`${url}/metrics`)).text(),
          JSON.stringify(discord.messages()),
        ].join('\n');
        for (const secret of [
          discord.botToken,
          github.token,
          'webhook-secret-of-the-tests',
          ...discord.interactions().map(({ token }) => token),
        ]) {
          expect(secret.length).toBeGreaterThan(10);
          expect(said).not.toContain(secret);
        }
        expect(logged.length).toBeGreaterThan(0);
      }),
    LONG,
  );
});

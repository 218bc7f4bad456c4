import {
  messageViolations,
  responseViolations,
} from '@yardmaster/sandbox/discord';
import * as fc from 'fast-check';
import { createReport, type Line } from '@yardmaster/agent-registry';
import { describe, expect, it } from 'vitest';
import { asEphemeral } from './message.ts';
import { renderNotice, renderReport } from './report.ts';
import { SEED, anyReport, hostileText } from '../testing/arbitrary.ts';

const deploy = createReport({
  title: 'Client Deploy: Failed',
  tone: 'failure',
  summary: ['First failure: ', { strong: 'deploy › Upload' }],
  fields: [
    { name: 'Requested by', value: 'Octocat' },
    { name: 'Id', value: { code: '1a2b3c4d' } },
  ],
  sections: [
    {
      heading: 'Jobs',
      lines: [
        { icon: 'passed', text: ['build ', { duration: 42_000 }] },
        { icon: 'failed', text: 'deploy' },
        { icon: 'failed', depth: 1, text: 'Upload' },
      ],
    },
  ],
  excerpt: {
    caption: 'deploy › Upload',
    text: 'copying\n\u001b[31mno space left\u001b[0m\n',
  },
  links: [
    { label: 'View run', url: 'https://github.com/acme/shop/actions/runs/7' },
  ],
  actions: [{ kind: 'rerun_failed', runId: 7, attempt: 1 }],
});

describe('renderReport', () => {
  it('is one embed with buttons', async () => {
    const { body, files } = await renderReport(deploy);
    expect(files).toEqual([]);
    expect(body).toEqual({
      embeds: [
        {
          title: 'Client Deploy: Failed',
          description: [
            'First failure: **deploy › Upload**',
            '**Jobs**\n✅ build 42s\n❌ deploy\n└ ❌ Upload',
            '**deploy › Upload**\n```\ncopying\nno space left\n```',
          ].join('\n\n'),
          color: 0xcb2431,
          fields: [
            { name: 'Requested by', value: 'Octocat', inline: true },
            { name: 'Id', value: '`1a2b3c4d`', inline: true },
          ],
        },
      ],
      components: [
        {
          type: 1,
          components: [
            {
              type: 2,
              style: 5,
              label: 'View run',
              url: 'https://github.com/acme/shop/actions/runs/7',
            },
            {
              type: 2,
              style: 2,
              label: 'Re-run failed jobs',
              custom_id: 'ym1:ask:rerun_failed:7:1',
            },
          ],
        },
      ],
      allowed_mentions: { parse: [] },
    });
  });

  it('attaches a picture with its alternative text, and omits one that cannot be drawn', async () => {
    const picture = {
      fileName: 'digest week.png',
      alt: 'Runs per day',
      svg: () => '',
    };
    const drawn = await renderReport(
      createReport({
        title: 'Digest',
        tone: 'info',
        picture: { ...picture, png: async () => new Uint8Array([7]) },
      }),
    );
    expect(drawn.files).toEqual([
      {
        name: 'digest-week.png',
        contentType: 'image/png',
        data: new Uint8Array([7]),
      },
    ]);
    expect(drawn.body).toMatchObject({
      embeds: [{ image: { url: 'attachment://digest-week.png' } }],
      attachments: [
        { id: 0, filename: 'digest-week.png', description: 'Runs per day' },
      ],
    });
    const failed = await renderReport(
      createReport({
        title: 'Digest',
        tone: 'info',
        picture: {
          ...picture,
          png: () => Promise.reject(new Error('no font')),
        },
      }),
    );
    expect(failed.files).toEqual([]);
    expect(failed.body.embeds?.[0]).not.toHaveProperty('image');
  });

  it('leaves out steps without a problem first, and counts what is missing', async () => {
    const steps: Line[] = Array.from({ length: 120 }, (_, at) => ({
      icon: 'passed',
      depth: 1,
      text: `step ${at} ${'x'.repeat(60)}`,
    }));
    const { body } = await renderReport(
      createReport({
        title: 'Long',
        tone: 'failure',
        sections: [
          {
            lines: [
              { icon: 'failed', text: 'deploy' },
              ...steps,
              { icon: 'failed', depth: 1, text: 'the step that failed' },
            ],
          },
        ],
      }),
    );
    const description = body.embeds?.[0]?.description ?? '';
    expect(description).toContain('the step that failed');
    expect(description).toContain('… and 120 more lines');
    expect(description).not.toContain('step 0');
  });

  it(
    'is always a message that Discord accepts',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(anyReport, async (report) => {
          const message = await renderReport(report);
          const { body } = message;
          expect(messageViolations('original.edit', body)).toEqual([]);
          expect(messageViolations('message.create', body)).toEqual([]);
          expect(
            responseViolations({ type: 4, data: asEphemeral(message).body }),
          ).toEqual([]);
          expect(responseViolations({ type: 7, data: body })).toEqual([]);
        }),
        SEED,
      );
    },
  );
});

describe('renderNotice', () => {
  it('mentions only the requester', () => {
    const { body } = renderNotice(
      createReport({
        title: 'Client Deploy: Failed',
        tone: 'failure',
        summary: [
          'Client Deploy: Failed ',
          { code: '1a2b3c4d' },
          ' at @everyone',
        ],
      }),
      '420000000000000042',
      '1a2b3c4d',
    );
    expect(body).toEqual({
      content:
        '<@420000000000000042> Client Deploy: Failed `1a2b3c4d` at @\u200beveryone',
      components: [],
      allowed_mentions: { parse: [], users: ['420000000000000042'] },
    });
  });

  it('always contains its marker, and is always a message that Discord accepts', () => {
    fc.assert(
      fc.property(anyReport, hostileText, (report, name) => {
        const { body } = renderNotice(report, '420000000000000042', '1a2b3c4d');
        expect(body.content).toContain('1a2b3c4d');
        expect(messageViolations('follow-up.create', body)).toEqual([]);
        const channel = renderNotice(
          { ...report, title: name },
          undefined,
          '1a2b3c4d',
        );
        expect(messageViolations('message.create', channel.body)).toEqual([]);
      }),
      SEED,
    );
  });
});

import { isFinal, type Run } from '@yardmaster/github-dispatcher';
import type { Reply } from '../../command/agent.ts';
import {
  createReport,
  type Inline,
  type Line,
  type Report,
  type Text,
} from '../../report/report.ts';
import { runName } from '../../report/run-words.ts';
import { checkData, checkLine, type Check } from './check.ts';

export interface Verified {
  /** The workflow's name. */
  readonly title: string;
  readonly run: Run;
  /** No run was named: it is the newest. */
  readonly latest: boolean;
  readonly groups: readonly {
    readonly heading: string;
    readonly checks: readonly Check[];
  }[];
  readonly suggestDiagnosis: boolean;
}

type Verdict = 'passed' | 'failed' | 'not_finished';

const WORDS = {
  passed: { word: 'passed', tone: 'success', outcome: 'succeeded' },
  failed: { word: 'problems found', tone: 'failure', outcome: 'failed' },
  not_finished: { word: 'not finished', tone: 'progress', outcome: 'unknown' },
} as const satisfies Record<Verdict, object>;

/** One line of verdict, the checklist, and what to do. */
export function verifyReport(verified: Verified): Reply {
  const { title, run, groups } = verified;
  const checks = groups.flatMap((group) => group.checks);
  const failed = checks.filter((check) => check.icon === 'failed');
  const verdict: Verdict =
    failed.length > 0 ? 'failed' : isFinal(run) ? 'passed' : 'not_finished';
  const { word, tone, outcome } = WORDS[verdict];
  const summary = sentence(verdict, checks, failed);
  const fixes = fixLines(
    checks,
    verified.suggestDiagnosis && failed.length > 0,
  );
  return {
    outcome,
    report: createReport({
      title: `Verify ${title}: ${word}`,
      tone,
      summary,
      fields: [
        {
          name: verified.latest ? 'Latest run' : 'Run',
          value: { link: run.url, text: runName(run) },
        },
        {
          name: 'Started',
          value: { time: run.startedAt.getTime(), style: 'relative' },
        },
      ],
      sections: [
        ...groups.map(({ heading, checks: own }) => ({
          heading,
          lines: own.map(checkLine),
        })),
        ...(fixes.length === 0
          ? []
          : [{ heading: 'What to do', lines: fixes }]),
      ],
      links: [{ label: 'View run', url: run.url }],
      data: {
        verdict,
        message: summary,
        run: {
          id: run.id,
          number: run.runNumber ?? null,
          attempt: run.attempt,
          url: run.url,
          status: run.status,
          conclusion: run.conclusion,
          sha: run.headSha,
          startedAt: run.startedAt.toISOString(),
        },
        checks: checks.map(checkData),
        fixes: fixes.map((line) => plain(line.text)),
      },
    }),
  };
}

function sentence(
  verdict: Verdict,
  checks: readonly Check[],
  failed: readonly Check[],
): string {
  const looked = checks.filter((check) => check.icon !== 'skipped');
  const left = checks
    .filter((check) => check.icon === 'skipped')
    .map((check) => check.label);
  const also = left.length === 0 ? '' : ` Not checked: ${left.join(' and ')}.`;
  switch (verdict) {
    case 'passed':
      return `All ${looked.filter((check) => check.icon === 'passed').length} checks passed.${also}`;
    case 'failed':
      return `${failed.length} of ${looked.length} checks failed: ${failed.map((check) => check.label).join(', ')}.${also}`;
    case 'not_finished':
      return `The run is still in progress; nothing is wrong so far.${also}`;
  }
}

function fixLines(checks: readonly Check[], diagnosis: boolean): Line[] {
  const fixes = checks.flatMap(({ fix, label, icon }) =>
    fix === undefined ? [] : [{ fix, label, icon }],
  );
  const seen = new Set<string>();
  const lines: Line[] = [];
  for (const { fix, label } of fixes) {
    // Two paths that fail for one reason need one piece of advice.
    const advice = plain(fix);
    if (seen.has(advice)) continue;
    seen.add(advice);
    lines.push({ text: [{ strong: label }, ': ', ...pieces(fix), '.'] });
  }
  if (diagnosis)
    lines.push({
      text: ['For a closer look: ', { command: 'diagnose' }, '.'],
    });
  return lines;
}

function pieces(text: Text): readonly Inline[] {
  return Array.isArray(text) ? text : [text as Inline];
}

/** Advice as plain text, for data. */
function plain(text: Text): string {
  return pieces(text)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('strong' in piece) return piece.strong;
      if ('code' in piece) return piece.code;
      if ('link' in piece) return `${piece.text} (${piece.link})`;
      if ('command' in piece) return `/${piece.command}`;
      return '';
    })
    .join('');
}

/** Adds that the diagnosis was started, or why it was not. */
export function withDiagnosis(verified: Reply, started: Reply): Reply {
  const { report } = verified;
  const diagnosis: Report = started.report;
  return {
    // What was found comes first; a diagnosis that could not be started spoils a good verdict only.
    outcome:
      verified.outcome === 'succeeded' && started.outcome !== 'started'
        ? started.outcome
        : verified.outcome,
    ...(started.follow === undefined ? {} : { follow: started.follow }),
    report: {
      ...report,
      sections: [
        ...report.sections,
        {
          heading: diagnosis.title,
          lines: [
            ...(diagnosis.summary === undefined
              ? []
              : [{ text: diagnosis.summary }]),
            ...diagnosis.fields.map(({ name, value }) => ({
              text: [`${name}: `, ...pieces(value)],
            })),
          ],
        },
      ],
      links: [
        ...report.links,
        ...diagnosis.links.map(({ url }) => ({ label: 'View diagnosis', url })),
      ],
      data: { ...report.data, diagnosis: diagnosis.data },
    },
  };
}

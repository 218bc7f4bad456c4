import type { LocalRun, LocalRunJob } from '../../../github/index.ts';
import { button, h, replace, type Child } from '../dom.ts';
import { act } from '../server.ts';
import type { Store } from '../store.ts';

const PACES: readonly [string, number | 'manual'][] = [
  ['manual', 'manual'],
  ['3 s per step', 3000],
  ['0.7 s per step', 700],
  ['0.2 s per step', 200],
  ['20 ms per step', 20],
];

/** The speeds to choose from, and the one it has. */
function paces(current: number | 'manual'): typeof PACES {
  return PACES.some(([, value]) => value === current)
    ? PACES
    : [...PACES, [`${current} ms per step`, current]];
}

/** A dot and a word, so that no meaning depends on colour alone. */
function state({
  status,
  conclusion,
}: {
  status: string;
  conclusion: string | null;
}): Child {
  const word = conclusion ?? status;
  return [
    h('span', { class: `dot dot-${word}`, 'aria-hidden': true }),
    h('span', { class: 'word' }, word.replaceAll('_', ' ')),
  ];
}

function jobElement(job: LocalRunJob): HTMLElement {
  const done = job.steps.filter(({ status }) => status === 'completed').length;
  return h(
    'details',
    {
      class: 'job',
      open: job.status === 'in_progress',
      'data-key': `${job.id}-${job.status}`,
    },
    h('summary', {}, state(job), ` ${job.name} (${done}/${job.steps.length})`),
    h(
      'ol',
      {},
      job.steps.map((step) => h('li', {}, state(step), ` ${step.name}`)),
    ),
  );
}

const VERBS: readonly {
  label: string;
  verb: string;
  when: (run: LocalRun) => boolean;
}[] = [
  {
    label: 'Step',
    verb: 'advance',
    when: ({ status }) => status !== 'completed',
  },
  {
    label: 'Succeed',
    verb: 'succeed',
    when: ({ status }) => status !== 'completed',
  },
  { label: 'Fail', verb: 'fail', when: ({ status }) => status !== 'completed' },
  {
    label: 'Time out',
    verb: 'timeout',
    when: ({ status }) => status !== 'completed',
  },
  { label: 'Hang', verb: 'hang', when: ({ status }) => status !== 'completed' },
  {
    label: 'Continue',
    verb: 'release',
    when: ({ status }) => status !== 'completed',
  },
  {
    label: 'Approve',
    verb: 'approve',
    when: ({ status }) => status === 'waiting',
  },
  {
    label: 'Reject',
    verb: 'reject',
    when: ({ status }) => status === 'waiting',
  },
  {
    label: 'Cancel',
    verb: 'cancel',
    when: ({ status }) => status !== 'completed',
  },
  {
    label: 'Re-run',
    verb: 'rerun',
    when: ({ status }) => status === 'completed',
  },
];

const SHOWN = 10;

/** GitHub's side: how fast runs go, how the next one goes, and every run with its jobs and steps. */
export function createGitHubPanel(
  store: Store,
  plans: readonly string[],
): HTMLElement {
  const controls = h('div', { class: 'controls' });
  const list = h('div');
  const problem = h('p', { class: 'problem', role: 'alert' });
  function run(id: number, verb: string): void {
    problem.textContent = '';
    act('run', { id, verb }).catch((error: unknown) => {
      problem.textContent =
        error instanceof Error ? error.message : String(error);
    });
  }
  function drawControls(): void {
    const { settings } = store.data();
    const pace = h(
      'select',
      { 'data-key': 'pace' },
      paces(settings.pace).map(([label, value]) =>
        h('option', { value, selected: value === settings.pace }, label),
      ),
    );
    pace.addEventListener('change', () => {
      void act('pace', {
        pace: pace.value === 'manual' ? 'manual' : Number(pace.value),
      });
    });
    const plan = h(
      'select',
      { 'data-key': 'plan' },
      h('option', { value: '' }, 'succeeds (default)'),
      plans.map((name) =>
        h(
          'option',
          { value: name, selected: name === settings.nextPlan },
          name,
        ),
      ),
    );
    plan.addEventListener('change', () => {
      if (plan.value !== '') void act('plan', { name: plan.value });
    });
    replace(
      controls,
      h('label', {}, 'Speed ', pace),
      h('label', {}, 'Next run ', plan),
    );
  }
  const runElement = (entry: LocalRun): Child =>
    h(
      'article',
      { class: 'card run', 'data-run': entry.id },
      h('h3', {}, entry.title),
      h(
        'p',
        {},
        state(entry),
        ` · #${entry.number} · attempt ${entry.attempt} · `,
        h(
          'a',
          { href: entry.htmlUrl, target: '_blank', rel: 'noopener noreferrer' },
          'page',
        ),
      ),
      entry.jobs.map(jobElement),
      h(
        'div',
        { class: 'row' },
        VERBS.filter(({ when }) => when(entry)).map(({ label, verb }) =>
          button(label, () => run(entry.id, verb), {
            class: 'small',
            key: `${entry.id}-${verb}`,
          }),
        ),
      ),
    );
  function drawRuns(): void {
    const runs = store
      .data()
      .runs.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id);
    replace(
      list,
      runs.length === 0
        ? h(
            'p',
            { class: 'empty' },
            'No runs yet. Send /deploy-client to start one.',
          )
        : undefined,
      runs.slice(0, SHOWN).map(runElement),
    );
  }
  store.on(['settings'], drawControls);
  store.on(['runs'], drawRuns);
  return h('section', {}, controls, problem, list);
}

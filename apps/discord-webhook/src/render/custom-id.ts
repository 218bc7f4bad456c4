import type { Action } from '@yardmaster/agent-registry';

/**
 * What a button does, encoded in the button itself, so that it works after a restart and on every instance. `ask` is the
 * button under a message; if the action changes something, it leads to a question that only its author sees. `confirm` and
 * `dismiss` answer that question.
 */
export interface ButtonAction {
  readonly step: 'ask' | 'confirm' | 'dismiss';
  readonly action: Action;
}

const RUN =
  /^ym1:(ask|confirm|dismiss):(cancel|rerun_failed):(\d{1,16}):(\d{1,6})$/;
const INVOCATION =
  /^ym1:(ask|confirm|dismiss):(look_again|start_again):([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** Less than Discord's limit of 100 characters. */
export function encodeCustomId({ step, action }: ButtonAction): string {
  return `ym1:${step}:${keyOf(action)}`;
}

/** Equal for equal actions. */
export function keyOf(action: Action): string {
  return 'runId' in action
    ? `${action.kind}:${action.runId}:${action.attempt}`
    : `${action.kind}:${action.invocationId}`;
}

/** Null for an id of another version. */
export function decodeCustomId(customId: string): ButtonAction | null {
  return decodeRun(customId) ?? decodeInvocation(customId);
}

function decodeRun(customId: string): ButtonAction | null {
  const [, step, kind, runId, attempt] = RUN.exec(customId) ?? [];
  const id = Number(runId);
  if (!Number.isSafeInteger(id) || id <= 0) return null;
  return {
    step: step as ButtonAction['step'],
    action: {
      kind: kind as 'cancel' | 'rerun_failed',
      runId: id,
      attempt: Number(attempt),
    },
  };
}

function decodeInvocation(customId: string): ButtonAction | null {
  const [, step, kind, invocationId] = INVOCATION.exec(customId) ?? [];
  if (invocationId === undefined) return null;
  return {
    step: step as ButtonAction['step'],
    action: { kind: kind as 'look_again' | 'start_again', invocationId },
  };
}

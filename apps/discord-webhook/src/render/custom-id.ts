import type { RunAction } from '@yardmaster/agent-registry';

/**
 * What a button means, written into the button itself, so that it works after a restart and on every instance.
 * `ask` is the button under a message; it leads to a question only its asker sees. `confirm` and `dismiss` answer that.
 */
export type ButtonAction = {
  readonly step: 'ask' | 'confirm' | 'dismiss';
  readonly kind: RunAction['kind'];
  readonly runId: number;
  readonly attempt: number;
};

const FORM =
  /^ym1:(ask|confirm|dismiss):(cancel|rerun_failed):(\d{1,16}):(\d{1,6})$/;

/** Well under Discord's 100 characters. */
export function encodeCustomId(action: ButtonAction): string {
  return `ym1:${action.step}:${action.kind}:${action.runId}:${action.attempt}`;
}

/** Null for anything this version did not write. */
export function decodeCustomId(customId: string): ButtonAction | null {
  const [, step, kind, runId, attempt] = FORM.exec(customId) ?? [];
  const id = Number(runId);
  if (!Number.isSafeInteger(id) || id <= 0) return null;
  return {
    step: step as ButtonAction['step'],
    kind: kind as RunAction['kind'],
    runId: id,
    attempt: Number(attempt),
  };
}

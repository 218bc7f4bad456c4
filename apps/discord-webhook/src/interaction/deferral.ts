import type { Clock } from '@yardmaster/agent-registry';
import {
  deferredAnswer,
  messageAnswer,
  type Answer,
  type AnswerForm,
} from './response.ts';
import type { Message } from '../render/message.ts';

/** What a piece of work comes to. */
export interface Finished {
  readonly message: Message;
  /** Somebody else goes on speaking in the message: this one is shown only if nothing was answered yet. */
  readonly handedOver?: boolean;
  /** For an answer that has not been deferred. */
  readonly form?: AnswerForm;
  /** Called once the message is shown. */
  readonly shown?: () => Promise<void>;
}

/** Work that may say, before it is done, that it will take long. */
export type Work = (defer: () => void) => Promise<Finished>;

export interface InTime {
  /**
   * Answers with what the work comes to, or, where it takes longer than `deferAfterMs`, with a deferral, and shows the
   * result by an edit when it is there. Never rejects, and never leaves a deferral without its edit.
   */
  answer(
    form: AnswerForm,
    work: Work,
    edit: (message: Message) => Promise<boolean>,
  ): Promise<Answer>;
  /** Resolves when all work is done. */
  settled(): Promise<void>;
}

export interface InTimeOptions {
  readonly clock: Clock;
  /** Discord waits 3 s for the first answer; what is left is for the way back. */
  readonly deferAfterMs: number;
  /** The message for a person whose work threw. */
  readonly onError: (error: unknown) => Message;
}

export function createInTime({
  clock,
  deferAfterMs,
  onError,
}: InTimeOptions): InTime {
  const underWay = new Set<Promise<void>>();

  function answer(
    form: AnswerForm,
    work: Work,
    edit: (message: Message) => Promise<boolean>,
  ): Promise<Answer> {
    return new Promise((resolve) => {
      let answered = false;
      const first = (given: () => Answer): boolean => {
        if (answered) return false;
        answered = true;
        cancel();
        resolve(given());
        return true;
      };
      const defer = () => void first(() => deferredAnswer(form));
      const cancel = clock.schedule(deferAfterMs, defer);

      const finish = async () => {
        const finished = await work(defer).catch(
          (error: unknown): Finished => ({
            message: onError(error),
            form:
              form.kind === 'message'
                ? { kind: 'message', ephemeral: true }
                : form,
          }),
        );
        const inline = first(() =>
          messageAnswer(finished.message, finished.form ?? form),
        );
        if (finished.handedOver) return;
        if (inline || (await edit(finished.message))) await finished.shown?.();
      };
      const done = finish()
        .catch((error: unknown) => void onError(error))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    });
  }

  return {
    answer,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

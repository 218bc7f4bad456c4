import {
  apiError,
  invalidForm,
  type ApiError,
  type Problem,
} from '../wire/api-error.ts';
import type { ParsedBody } from '../wire/body.ts';
import type { Interaction, InteractionKind } from './interaction.ts';
import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  type JsonObject,
} from '../wire/json.ts';
import { applyBody } from '../messages/message-draft.ts';
import { refuseMessage } from '../rules/message-rules.ts';
import type { MessageStore } from '../messages/message-store.ts';
import { FLAGS } from '../wire/flags.ts';
import { EMPTY_STATE } from '../messages/message.ts';
import {
  CALLBACK,
  choicesProblems,
  modalProblems,
} from '../rules/response-rules.ts';
import { schemaProblems } from '../rules/schema.ts';

/** What the answer to an interaction came to. */
export type Acknowledgement =
  | { readonly kind: 'pong' }
  | { readonly kind: 'message'; readonly messageId: string }
  | { readonly kind: 'deferred'; readonly messageId: string }
  | { readonly kind: 'deferred-update' }
  | { readonly kind: 'updated'; readonly messageId: string }
  | { readonly kind: 'choices'; readonly choices: readonly JsonObject[] }
  | { readonly kind: 'modal'; readonly modal: JsonObject };

export type AcknowledgeResult =
  | { readonly ok: true; readonly value: Acknowledgement }
  | { readonly ok: false; readonly error: ApiError };

const ALLOWED: Record<InteractionKind, readonly number[]> = {
  ping: [1],
  command: [4, 5, 9],
  component: [4, 5, 6, 7, 9],
  autocomplete: [8],
  modal: [4, 5, 6, 7],
};

function refuse(error: ApiError): AcknowledgeResult {
  return { ok: false, error };
}
function done(value: Acknowledgement): AcknowledgeResult {
  return {
    ok: true,
    value,
  };
}

/** Nested faults of `data` carry its name in their path. */
function inData(error: ApiError): ApiError {
  return isObject(error.body['errors'])
    ? {
        ...error,
        body: { ...error.body, errors: { data: error.body['errors'] } },
      }
    : error;
}

function typeProblem(
  kind: InteractionKind,
  type: number | undefined,
): Problem[] {
  return type !== undefined && ALLOWED[kind].includes(type)
    ? []
    : [
        {
          path: 'type',
          code: 'BASE_TYPE_CHOICES',
          message: `Value must be one of {${ALLOWED[kind].join(', ')}}.`,
        },
      ];
}

/** Applies an answer (inline or through the callback endpoint) to the interaction it answers. */
export function acknowledge(
  interaction: Interaction,
  body: ParsedBody,
  messages: MessageStore,
): AcknowledgeResult {
  const type = numberAt(body.payload, 'type');
  const wrongType = typeProblem(interaction.kind, type);
  if (wrongType.length > 0) return refuse(invalidForm(wrongType));
  const data = objectAt(body.payload, 'data');
  const dataBody: ParsedBody = { ...body, payload: data };
  const { channelId, member, name, id, sourceMessageId } = interaction;
  const facts = {
    channelId,
    via: 'response' as const,
    interaction: {
      id,
      name,
      user: { id: member.id, username: member.username },
    },
    ...(sourceMessageId === undefined ? {} : { replyTo: sourceMessageId }),
  };
  function settle(
    state: 'answered' | 'deferred',
    originalId: string | undefined,
  ): void {
    interaction.state = state;
    if (originalId !== undefined) interaction.originalId = originalId;
  }

  switch (type) {
    case CALLBACK.pong:
      settle('answered', undefined);
      return done({ kind: 'pong' });
    case CALLBACK.message: {
      const state = applyBody(
        EMPTY_STATE,
        dataBody,
        messages.keepFile(channelId),
        'users',
      );
      const refused = refuseMessage(dataBody, state);
      if (refused !== undefined) return refuse(inData(refused));
      const shape = schemaProblems('message-callback', body.payload);
      if (shape.length > 0) return refuse(invalidForm(shape));
      const ephemeral = (state.flags & FLAGS.ephemeral) !== 0;
      const message = messages.create({
        ...facts,
        state,
        ...(ephemeral ? { visibleTo: member.id } : {}),
      });
      settle('answered', message.id);
      return done({ kind: 'message', messageId: message.id });
    }
    case CALLBACK.deferredMessage: {
      const flags = numberAt(data, 'flags') ?? 0;
      if ((flags & ~FLAGS.ephemeral) !== 0) {
        return refuse(
          invalidForm([
            {
              path: 'data.flags',
              code: 'BASE_TYPE_CHOICES',
              message:
                'Only the EPHEMERAL flag can be set on a deferred response.',
            },
          ]),
        );
      }
      const message = messages.create({
        ...facts,
        state: { ...EMPTY_STATE, flags: flags | FLAGS.loading },
        ...(flags === 0 ? {} : { visibleTo: member.id }),
      });
      settle('deferred', message.id);
      return done({ kind: 'deferred', messageId: message.id });
    }
    case CALLBACK.deferredUpdate:
      settle('deferred', sourceMessageId);
      return done({ kind: 'deferred-update' });
    case CALLBACK.update: {
      const before =
        sourceMessageId === undefined
          ? undefined
          : messages.get(sourceMessageId);
      if (before === undefined) return refuse(apiError('unknownMessage'));
      const state = applyBody(
        before,
        dataBody,
        messages.keepFile(channelId),
        'users',
      );
      const refused = refuseMessage(dataBody, state, before);
      if (refused !== undefined) return refuse(inData(refused));
      const shape = schemaProblems('update-callback', body.payload);
      if (shape.length > 0) return refuse(invalidForm(shape));
      messages.edit(before.id, state);
      settle('answered', before.id);
      return done({ kind: 'updated', messageId: before.id });
    }
    case CALLBACK.choices: {
      const problems = choicesProblems(data);
      if (problems.length > 0) return refuse(invalidForm(problems));
      settle('answered', undefined);
      return done({
        kind: 'choices',
        choices: listAt(data, 'choices').filter(isObject),
      });
    }
    default: {
      const problems = modalProblems(data);
      if (problems.length > 0) return refuse(invalidForm(problems));
      settle('answered', undefined);
      return done({ kind: 'modal', modal: data });
    }
  }
}

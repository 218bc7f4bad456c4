import type { JsonObject } from '../../report/report.ts';

export const NOTICE_KINDS = [
  'your_turn',
  'confirm_again',
  'held',
  'superseded',
  'queue_expired',
  'refused',
  'confirmation_expired',
  'handed_over',
  'lock_expiring',
  'lock_stolen',
  'freeze_soon',
  'freeze_began',
  'freeze_ended',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/**
 * Something a person is to be notified of, written with the change that caused it and sent afterwards. The key makes it
 * single: a second notice of the same key is not added.
 */
export interface Notice {
  readonly key: string;
  readonly kind: NoticeKind;
  /** A deploy's, a lock's or a freeze's id. */
  readonly about: string;
  /** Who is mentioned; null: the channel. */
  readonly recipientId: string | null;
  readonly detail: JsonObject;
  readonly createdAt: number;
  readonly sentAt: number | null;
}

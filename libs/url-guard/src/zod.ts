import { z } from 'zod';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { parseUrl, type SafeUrl } from './url.ts';

/**
 * A string that is a URL we may call; its output is the judged URL. An issue's `message` is safe to show, and its
 * `params` hold `reason` and `phase`.
 */
export function urlSchema(
  policy: Policy = DEFAULT_POLICY,
): z.ZodType<SafeUrl, string> {
  return z.string().transform((text, context) => {
    const verdict = parseUrl(text, policy);
    if (verdict.ok) return verdict.url;
    const { reason, phase, message } = verdict;
    context.addIssue({ code: 'custom', message, params: { reason, phase } });
    return z.NEVER;
  });
}

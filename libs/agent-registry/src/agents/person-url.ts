import { parseAllowedDomains, type SafeUrl } from '@yardmaster/url-guard';
import { urlSchema } from '@yardmaster/url-guard/zod';
import { z } from 'zod';
import type { Config } from '../config/configuration.ts';

/**
 * An option for a URL that a person gives, judged by parsing alone (a name need not resolve yet). The value is the
 * judged `href`. To request it, use `core.fetchGuarded`.
 */
export function personUrl(
  config: Pick<Config, 'allowedDomains'>,
): z.ZodType<string, string> {
  const allowed = parseAllowedDomains(config.allowedDomains.join());
  if (!allowed.ok)
    throw new TypeError(
      `allowedDomains: ${allowed.faults.map((fault) => fault.message).join('; ')}`,
    );
  const schema = urlSchema(allowed.policy);
  return z.string().transform((text, context) => {
    const judged = schema.safeParse(text);
    if (judged.success) return asGiven(text, judged.data);
    for (const issue of judged.error.issues)
      if (issue.code === 'custom')
        context.addIssue({
          code: 'custom',
          message: issue.message,
          ...(issue.params === undefined ? {} : { params: issue.params }),
        });
    return z.NEVER;
  });
}

/**
 * The judged address, but for the slash that the parser adds to an origin: who builds `${api_base}/hello` from what they
 * gave would get two.
 */
function asGiven(text: string, { href, origin }: SafeUrl): string {
  return href === `${origin}/` && !text.endsWith('/') ? origin : href;
}

import { parseAllowedDomains } from '@yardmaster/url-guard';
import { urlSchema } from '@yardmaster/url-guard/zod';
import type { z } from 'zod';
import type { Config } from '../config.ts';

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
  return urlSchema(allowed.policy).transform((url) => url.href);
}

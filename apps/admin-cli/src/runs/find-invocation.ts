import type { Invocation, Journal } from '@yardmaster/agent-registry';
import { shortId } from '@yardmaster/agent-registry';

/** An invocation by its short id or more of its correlation id; what to say where that is none or several. */
export async function findInvocation(
  journal: Journal,
  id: string,
): Promise<
  | { readonly ok: true; readonly invocation: Invocation }
  | { readonly ok: false; readonly message: string }
> {
  if (!/^[0-9a-f-]{4,36}$/i.test(id))
    return {
      ok: false,
      message: `"${id}" is no id: give the eight characters that the message shows, or a run's number.`,
    };
  const found = await journal.findInvocations(id.toLowerCase());
  const [invocation, another] = found;
  if (invocation === undefined)
    return {
      ok: false,
      message: `Nothing with the id ${id} is in the journal. See \`yardmaster journal list\`.`,
    };
  if (another !== undefined)
    return {
      ok: false,
      message: `Several ids begin with ${id}: ${found.map((one) => shortId(one.id)).join(', ')}. Give more of it.`,
    };
  return { ok: true, invocation };
}

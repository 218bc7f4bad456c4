import type { z } from 'zod';
import type { Caller, Invocation } from '../journal/invocation.ts';
import type { Outcome } from '../report/outcome.ts';
import type { Follow } from '../journal/follow.ts';
import type { Report } from '../report/report.ts';
import type { Action } from '../policy/action.ts';
import type { Scope } from '../policy/scope.ts';
import type { Core } from './core.ts';

/** `read` is for everybody; `write` starts or changes something and needs an operator. */
export type Effect = 'read' | 'write';

/** Chosen before the first answer, because Discord cannot change it afterwards. */
export type Visibility = 'public' | 'ephemeral';

/** The result of running a command. */
export interface Reply {
  readonly report: Report;
  readonly outcome: Outcome;
  /** Set where a run was started; with `follow.wait` its messages are the follow's from here on. */
  readonly follow?: Follow;
}

/** What `/deploy-client`-like agents ask of the core: start this workflow, and watch it if `wait`. */
export interface StartRequest {
  /** Key of `config.workflows`, or of the agent's own. */
  readonly workflow: string;
  /** Inputs beside `correlation_id` and `requester`, which the core adds. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly wait: boolean;
  /** How messages call it: "Client Deploy". */
  readonly title: string;
}

/** What a running command may use. */
export interface RunContext {
  readonly invocation: Invocation;
  readonly caller: Caller;
  readonly core: Core;
  /** Aborted when the answer is no longer awaited. */
  readonly signal: AbortSignal;
  /** Starts a workflow exactly once for this invocation, journaled before anything is sent. */
  start(request: StartRequest): Promise<Reply>;
  /** Watches a run that is there already, from this attempt on: what a re-run needs. */
  watch(request: WatchRequest): Promise<Reply>;
}

/** A run to be watched for this invocation. */
export interface WatchRequest {
  readonly runId: number;
  readonly runUrl: string;
  readonly attempt: number;
  readonly workflow: string;
  readonly title: string;
  readonly wait: boolean;
}

/** An example as a person types it: option values by name, and what it does. */
export interface Example {
  readonly input: Readonly<Record<string, string | number | boolean>>;
  readonly does: string;
}

/** Values for an option while a person types (Discord autocomplete, shell completion); at most 25 are shown. */
export type Suggest = (
  typed: string,
  core: Core,
) => Promise<readonly { name: string; value: string }[]>;

/** What a caller must be allowed to do, and to which targets; null for what concerns no target. */
export interface Permission {
  readonly action: Action;
  readonly where: Scope | null;
}

/** How a person calls something: one definition from which every surface derives its own form. */
export interface Command<Input extends z.ZodObject = z.ZodObject> {
  /** Lower case with hyphens, 1–32 characters: Discord's rule for names. `deploy-client` */
  readonly command: string;
  /** One sentence, 1–100 characters. */
  readonly description: string;
  readonly effect: Effect;
  /** Where some inputs start something although `effect` is `read` (`/verify-latest diagnose:true`). Use `effectFor`. */
  effectOf?(input: z.output<Input>): Effect;
  /** What a call needs; without it `read`, or `deploy` on no target. Use `permissionFor`. */
  permission?(input: z.output<Input>): Permission;
  /** Options in Discord's spelling (`api_base`), each with a description; a terminal spells them `--api-base`. */
  readonly input: Input;
  readonly examples: readonly Example[];
  readonly visibility: Visibility;
  /** Answers from this process alone, without GitHub or another host: not limited per person. */
  readonly local?: boolean;
  /** True where the answer is known to take long: the surface says at once that it is being worked on. */
  defers?(input: z.output<Input>): boolean;
  readonly suggest?: Readonly<Record<string, Suggest>>;
  run(input: z.output<Input>, context: RunContext): Promise<Reply>;
}

/** One thing Yardmaster can do. */
export interface Agent<
  Input extends z.ZodObject = z.ZodObject,
> extends Command<Input> {
  /** Stable, lower case with underscores: `deploy_client`. */
  readonly id: string;
  /** For people: "Deploy the client". */
  readonly name: string;
}

/** What this call needs: the command's effect, or the one this input makes it. */
export function effectFor(
  command: Command,
  input: Readonly<Record<string, unknown>>,
): Effect {
  return command.effectOf?.(input) ?? command.effect;
}

/** What this call needs permission for: what the command says, else what follows from its effect. */
export function permissionFor(
  command: Command,
  input: Readonly<Record<string, unknown>>,
): Permission {
  return (
    command.permission?.(input) ?? {
      action: effectFor(command, input) === 'read' ? 'read' : 'deploy',
      where: null,
    }
  );
}

/** Keeps the literal input type, so that `run` gets its values typed. */
export function defineAgent<Input extends z.ZodObject>(
  agent: Agent<Input>,
): Agent<Input> {
  return agent;
}

export function defineCommand<Input extends z.ZodObject>(
  command: Command<Input>,
): Command<Input> {
  return command;
}

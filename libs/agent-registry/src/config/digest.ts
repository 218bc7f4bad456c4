import { Cron } from 'croner';
import type { DigestConfig } from './configuration.ts';
import type { Choose } from './choose.ts';
import { parseCron, parseSnowflake, parseTimeZone } from './parse.ts';
import type { Environment } from './environment.ts';
import type { FileContent } from './schema/file.ts';

/** A channel and a schedule make a digest; one without the other is a fault. */
export function readDigest(
  environment: Environment,
  choose: Choose,
  named: FileContent['digest'] = {},
): DigestConfig | undefined {
  const channelId = choose(
    'DIGEST_CHANNEL_ID',
    'digest.channelId',
    named.channelId,
    parseSnowflake,
  );
  const schedule = choose(
    'DIGEST_SCHEDULE',
    'digest.schedule',
    named.schedule,
    parseCron,
  );
  const timeZone =
    choose(
      'DIGEST_TIME_ZONE',
      'digest.timeZone',
      named.timeZone,
      parseTimeZone,
    ) ?? 'UTC';
  const given = (
    name: 'DIGEST_CHANNEL_ID' | 'DIGEST_SCHEDULE',
    inFile?: string,
  ) => environment.isGiven(name) || inFile !== undefined;
  const hasChannel = given('DIGEST_CHANNEL_ID', named.channelId);
  const hasSchedule = given('DIGEST_SCHEDULE', named.schedule);
  if (hasChannel && !hasSchedule)
    environment.fault('DIGEST_SCHEDULE', 'missing, though a channel is set');
  if (hasSchedule && !hasChannel)
    environment.fault('DIGEST_CHANNEL_ID', 'missing, though a schedule is set');
  if (channelId === undefined || schedule === undefined) return undefined;
  const period = named.period ?? periodOf(schedule, timeZone);
  return { channelId, schedule, timeZone, period };
}

const SIX_DAYS = 6 * 24 * 60 * 60 * 1000;

/** What a digest covers follows from how often it comes. */
function periodOf(schedule: string, timezone: string): DigestConfig['period'] {
  const cron = new Cron(schedule, { paused: true, mode: '5-part', timezone });
  const [first, second] = cron.nextRuns(2);
  return first && second && second.getTime() - first.getTime() < SIX_DAYS
    ? 'daily'
    : 'weekly';
}

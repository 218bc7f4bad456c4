import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const PROCESS = `${hostAndNamespace()}:${process.pid}:`;
const ours = new Set<string>();

/**
 * A name for one that takes leases, `host:pid:start:uuid`, by which others on this host can see that its process is gone.
 * `start` distinguishes a process from a later one with the same id; empty if the system does not say.
 */
export function createLeaseOwner(): string {
  const owner = `${PROCESS}${startOf(process.pid) ?? ''}:${randomUUID()}`;
  ours.add(owner);
  return owner;
}

/**
 * True if it is certain that this owner is gone: its process was on this host and is gone, or another
 * process has its id now, as after the restart of a container. False if it cannot be known; such a lease runs out.
 */
export function isDeadOwner(owner: string): boolean {
  if (owner.startsWith(PROCESS)) return !ours.has(owner);
  const [host, pid, start] = owner.split(':');
  if (host !== hostAndNamespace() || !/^\d+$/.test(pid ?? '')) return false;
  if (!isRunning(Number(pid))) return true;
  const startNow = startOf(Number(pid));
  return /^\d+$/.test(start ?? '') && startNow !== undefined
    ? start !== startNow
    : false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs under another user. https://man7.org/linux/man-pages/man2/kill.2.html
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * When a process started, in clock ticks since boot: field 22 of its stat, counted after the name, which may contain
 * spaces and brackets. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/**
 * The host's name and, on Linux, the process id namespace: two containers with one name both have a process 1, and each
 * would take the other for dead. https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
function hostAndNamespace(): string {
  try {
    const namespace = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
    return `${hostname()}/${namespace}`;
  } catch {
    return hostname();
  }
}

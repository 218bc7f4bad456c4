import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const PROCESS = `${hostAndNamespace()}:${process.pid}:`;
const ours = new Set<string>();

/** A name for one that takes leases, `host:pid:uuid`, by which others on this host can see that its process is gone. */
export function createLeaseOwner(): string {
  const owner = `${PROCESS}${randomUUID()}`;
  ours.add(owner);
  return owner;
}

/**
 * True where it is certain that nobody acts for this owner any more: its process was on this host and is gone, or has our
 * process id and is not us, as after the restart of a container. False where it cannot be known; such a lease runs out.
 */
export function isDeadOwner(owner: string): boolean {
  if (owner.startsWith(PROCESS)) return !ours.has(owner);
  const [host, pid] = owner.split(':');
  if (host !== hostAndNamespace() || !/^\d+$/.test(pid ?? '')) return false;
  return !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else. https://man7.org/linux/man-pages/man2/kill.2.html
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
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

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createLeaseOwner, isDeadOwner } from './lease-owner.ts';

/** An owner as another process of this host would name itself. */
function ownerWith(pid: number, host?: string): string {
  const [ourHost] = createLeaseOwner().split(':');
  return `${host ?? ourHost}:${pid}:${randomUUID()}`;
}

async function goneProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  if (child.pid === undefined) throw new Error('was not started');
  return child.pid;
}

describe(createLeaseOwner, () => {
  it('names host, process, its start and one of its own', () => {
    const [host, pid, start, id] = createLeaseOwner().split(':');
    expect(start).toMatch(process.platform === 'linux' ? /^\d+$/ : /^\d*$/);
    expect(host?.startsWith(hostname())).toBe(true);
    expect(pid).toBe(String(process.pid));
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(createLeaseOwner()).not.toBe(createLeaseOwner());
  });
});

describe(isDeadOwner, () => {
  it('is false for every owner of this process', () => {
    const owners = [createLeaseOwner(), createLeaseOwner()];
    expect(owners.filter(isDeadOwner)).toEqual([]);
  });

  it('is true for an earlier process with our process id', () => {
    expect(isDeadOwner(ownerWith(process.pid))).toBe(true);
  });

  it('is true for a process of this host that is gone, false for one that runs', async () => {
    expect(isDeadOwner(ownerWith(await goneProcess()))).toBe(true);
    expect(isDeadOwner(ownerWith(process.ppid))).toBe(false);
    expect(isDeadOwner(ownerWith(1))).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'is true for a process whose id another one has now',
    () => {
      const [host] = createLeaseOwner().split(':');
      expect(isDeadOwner(`${host}:${process.ppid}:1:${randomUUID()}`)).toBe(
        true,
      );
    },
  );

  it('is false where it cannot be known', async () => {
    const gone = await goneProcess();
    expect(isDeadOwner(ownerWith(gone, 'elsewhere'))).toBe(false);
    expect(isDeadOwner(ownerWith(gone, hostname()))).toBe(
      process.platform !== 'linux',
    );
    for (const odd of ['', 'me', '::', `${hostname()}:x:y`, 'a:-1:b'])
      expect(isDeadOwner(odd)).toBe(false);
  });
});

import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANN, BEN, NOON } from '../testing/deploys/records.ts';
import {
  openSqliteStores,
  type TestStores,
} from '../testing/deploys/open-stores.ts';
import { formatAnchor, parseAnchor, readAnchorKey } from './anchor.ts';
import { AUDIT_ACTIONS, type AuditEntry } from './audit.ts';
import { hashOf } from './body.ts';
import { exportCsv, exportJsonLines } from './export.ts';
import { verifyAudit } from './verify.ts';

let folder: string;
let path: string;
let stores: TestStores;
let time = NOON;

beforeEach(() => {
  time = NOON;
  folder = mkdtempSync(join(tmpdir(), 'yardmaster-audit-'));
  path = join(folder, 'journal.db');
  stores = openSqliteStores(path, () => time);
});

afterEach(async () => {
  await stores.close();
  rmSync(folder, { recursive: true });
});

const entry: AuditEntry = {
  action: 'lock.taken',
  actor: ANN,
  decision: 'accepted',
  target: 'client/production',
  detail: { reason: 'release' },
};

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    time += 1000;
    await stores.audit.append({ ...entry, detail: { n } });
  }
}

/** What a person with the file can do: the triggers do not stop somebody who drops them. */
function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(path);
  database.exec('drop trigger audit_no_update; drop trigger audit_no_delete');
  for (const statement of statements) database.exec(statement);
  database.close();
}

function rowOf(seq: number): { prev: string; hash: string; body: string } {
  const database = new DatabaseSync(path);
  const row = database.prepare('select * from audit where seq = ?').get(seq);
  database.close();
  return row as { prev: string; hash: string; body: string };
}

const verify = (...anchors: { seq: number; hash: string }[]) =>
  verifyAudit(stores.audit, { anchors });

describe('verifyAudit', () => {
  it('accepts an empty chain, and one that was written honestly', async () => {
    expect(await verify()).toMatchObject({ kind: 'intact', entries: 0 });
    await append(5);
    expect(await verify()).toMatchObject({ kind: 'intact', entries: 6 });
  });

  it('refuses changes by a trigger', async () => {
    await append(2);
    const database = new DatabaseSync(path);
    for (const statement of [
      "update audit set actor_id = 'x' where seq = 2",
      'delete from audit where seq = 2',
    ])
      expect(() => database.exec(statement)).toThrow(/append-only/);
    database.close();
  });

  const attacks: readonly [string, string[], number, string][] = [
    [
      'a changed body',
      [
        "update audit set body = replace(body, 'accepted', 'refused') where seq = 4",
      ],
      4,
      'hash',
    ],
    [
      'a changed column',
      ["update audit set actor_id = '999' where seq = 4"],
      4,
      'hash',
    ],
    [
      'a changed time column',
      ['update audit set at = at - 1 where seq = 4'],
      4,
      'hash',
    ],
    [
      'a changed hash',
      ["update audit set hash = 'x' where seq = 4"],
      4,
      'hash',
    ],
    ['a deleted record', ['delete from audit where seq = 4'], 4, 'gap'],
    ['a deleted first record', ['delete from audit where seq = 1'], 1, 'gap'],
    ['a cut tail', ['delete from audit where seq > 4'], 5, 'gap'],
    ['all records deleted', ['delete from audit'], 1, 'gap'],
    [
      'two records that changed places',
      [
        'update audit set seq = 99 where seq = 4',
        'update audit set seq = 4 where seq = 5',
        'update audit set seq = 5 where seq = 99',
      ],
      4,
      'order',
    ],
    [
      'a record inserted behind the head',
      [
        "insert into audit select seq + 100, hash, 'h', at, actor_kind, actor_id, action, target, invocation_id, deploy_id, decision, code, rule, config_fingerprint, body from audit where seq = 7",
      ],
      8,
      'gap',
    ],
    [
      'a head that was moved back',
      [
        'update audit_head set seq = 6, hash = (select hash from audit where seq = 6)',
      ],
      7,
      'link',
    ],
    ['a missing head', ['delete from audit_head'], 7, 'link'],
    [
      'a head with another hash',
      ["update audit_head set hash = 'x'"],
      7,
      'link',
    ],
  ];
  for (const [name, statements, seq, fault] of attacks)
    it(`finds ${name}`, async () => {
      await append(6);
      tamper(...statements);
      expect(await verify()).toEqual({ kind: 'broken', seq, fault });
    });

  it('finds a record that was forged with a hash of its own', async () => {
    await append(6);
    const { prev, body } = rowOf(4);
    const forged = body.replace('"101"', '"666"');
    tamper(
      `update audit set actor_id = '666', body = '${forged}', hash = '${hashOf(prev, forged)}' where seq = 4`,
    );
    expect(await verify()).toEqual({ kind: 'broken', seq: 5, fault: 'link' });
  });

  it('finds a record appended with a forged link', async () => {
    await append(3);
    const { hash, body } = rowOf(4);
    const forged = body.replace('[4,', '[5,');
    const own = hashOf('f'.repeat(64), forged);
    tamper(
      `insert into audit select 5, '${'f'.repeat(64)}', '${own}', at, actor_kind, actor_id, action, target, invocation_id, deploy_id, decision, code, rule, config_fingerprint, '${forged}' from audit where seq = 4`,
      `update audit_head set seq = 5, hash = '${own}'`,
    );
    expect(hash).not.toBe(own);
    expect(await verify()).toEqual({ kind: 'broken', seq: 5, fault: 'link' });
  });

  it('finds a time that goes back', async () => {
    await append(3);
    const { hash, body } = rowOf(4);
    const parts = JSON.parse(body) as unknown[];
    const late = JSON.stringify([5, NOON - 1, ...parts.slice(2)]);
    const own = hashOf(hash, late);
    tamper(
      `insert into audit select 5, '${hash}', '${own}', ${NOON - 1}, actor_kind, actor_id, action, target, invocation_id, deploy_id, decision, code, rule, config_fingerprint, '${late}' from audit where seq = 4`,
      `update audit_head set seq = 5, hash = '${own}'`,
    );
    expect(await verify()).toEqual({ kind: 'broken', seq: 5, fault: 'order' });
  });

  it('finds a tail that was cut together with the head by an anchor from elsewhere', async () => {
    await append(6);
    const anchor = await stores.audit.anchor();
    tamper(
      'delete from audit where seq > 4',
      'update audit_head set seq = 4, hash = (select hash from audit where seq = 4)',
      'delete from audit_anchors',
    );
    expect(await verify()).toMatchObject({ kind: 'intact' });
    expect(await verify(anchor)).toEqual({
      kind: 'broken',
      seq: 5,
      fault: 'anchor',
    });
  });

  it('finds a chain that was written anew from a snapshot', async () => {
    await append(4);
    await stores.close();
    const snapshot = new DatabaseSync(path);
    snapshot.exec(`vacuum into '${path}.old'`);
    snapshot.close();
    stores = openSqliteStores(path, () => time);
    await append(3);
    const anchor = await stores.audit.anchor();
    await stores.close();
    stores = openSqliteStores(`${path}.old`, () => time);
    expect(await verify(anchor)).toMatchObject({ fault: 'anchor', seq: 6 });
    await append(5);
    expect(await verify()).toMatchObject({ kind: 'intact' });
    expect(await verify(anchor)).toEqual({
      kind: 'broken',
      seq: 8,
      fault: 'anchor',
    });
  });

  it('finds a stored anchor that names another hash, or that the key did not sign', async () => {
    await append(3);
    const key = readAnchorKey(Buffer.alloc(32, 7).toString('base64'));
    if (key === null) throw new Error('no key');
    const anchor = await stores.audit.anchor(key.sign);
    const options = { isSignedBy: key.isSignedBy };
    expect(await verifyAudit(stores.audit, options)).toMatchObject({
      kind: 'intact',
      anchors: 1,
    });
    const other = readAnchorKey(Buffer.alloc(32, 8).toString('base64'));
    expect(
      await verifyAudit(stores.audit, { isSignedBy: other?.isSignedBy }),
    ).toEqual({ kind: 'broken', seq: anchor.seq, fault: 'signature' });
    tamper(`update audit_anchors set hash = '${'0'.repeat(64)}'`);
    expect(await verify()).toEqual({
      kind: 'broken',
      seq: anchor.seq,
      fault: 'anchor',
    });
  });

  it('keeps time from going back where a clock does', async () => {
    await append(3);
    time = NOON - 90_000;
    await append(3);
    expect(await verify()).toMatchObject({ kind: 'intact', entries: 7 });
  });

  it('goes on while others append', async () => {
    await append(3);
    const [result] = await Promise.all([
      verify(),
      append(30),
      verify(),
      append(30),
    ]);
    expect(result.kind).toBe('intact');
    expect(await verify()).toMatchObject({ kind: 'intact', entries: 64 });
  });

  it(
    'never reports an honest history, whatever it holds',
    { timeout: 60_000 },
    async () => {
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.constantFrom(
          'a\ud800b',
          '\0',
          "'; drop table audit --",
          '=1+1',
          '\u2028',
        ),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              action: fc.constantFrom(...AUDIT_ACTIONS),
              actor: fc.record({
                kind: fc.constantFrom('discord', 'cli', 'system'),
                id: text,
                name: text,
              }),
              decision: fc.constantFrom('accepted', 'refused', 'recorded'),
              target: fc.option(text, { nil: undefined }),
              code: fc.option(text, { nil: undefined }),
              rule: fc.option(text, { nil: undefined }),
              detail: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), {
                maxKeys: 3,
              }),
              step: fc.integer({ min: -200_000, max: 200_000 }),
            }),
            { minLength: 1, maxLength: 3 },
          ),
          async (entries) => {
            for (const { step, ...one } of entries) {
              time += step;
              await stores.audit.append(one as AuditEntry);
            }
            const head = await stores.audit.auditHead();
            const from = (head?.seq ?? 0) - entries.length;
            const records = await stores.audit.auditAfter(
              Math.max(0, from - 1),
              10,
            );
            for (const record of records)
              expect(hashOf(record.prev, record.body)).toBe(record.hash);
          },
        ),
        { numRuns: 3000 },
      );
      expect(await verify()).toMatchObject({ kind: 'intact' });
    },
  );
});

describe('exports', () => {
  it('lets anyone check the chain with a hash function alone', async () => {
    await append(4);
    let text = '';
    for await (const part of exportJsonLines(stores.audit)) text += part;
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
    const { manifest } = lines.pop() as unknown as {
      manifest: Record<string, unknown>;
    };
    let prev = '0'.repeat(64);
    for (const { body, hash, prev: linked } of lines) {
      expect(linked).toBe(prev);
      prev = createHash('sha256')
        .update(`ym-audit-v1\n${linked}\n${body}`)
        .digest('hex');
      expect(hash).toBe(prev);
    }
    expect(manifest).toMatchObject({
      from: 1,
      to: 5,
      records: 5,
      exported: 5,
      lastHash: prev,
    });
  });

  it('keeps the hashes of what a filter left out', async () => {
    await append(2);
    await stores.audit.append({ ...entry, actor: BEN });
    const lines: Record<string, unknown>[] = [];
    for await (const part of exportJsonLines(stores.audit, {
      actorId: BEN.id,
      since: NOON + 2000,
    }))
      lines.push(JSON.parse(part) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { seq: 3 },
      { seq: 4, body: expect.stringContaining('"102"') as string },
      {
        manifest: {
          from: 3,
          to: 4,
          records: 2,
          exported: 1,
          filter: { actorId: '102', since: NOON + 2000 },
        },
      },
    ]);
    expect(lines[0]).not.toHaveProperty('body');
  });

  it('writes cells that no spreadsheet computes', async () => {
    await stores.audit.append({
      ...entry,
      actor: { ...ANN, name: '=cmd|x' },
      target: '@a "b",c',
    });
    let text = '';
    for await (const part of exportCsv(stores.audit, { action: 'lock.taken' }))
      text += part;
    const [head, row, end] = text.split('\r\n');
    expect(head).toMatch(/^seq,time,actor,name/);
    expect(row).toContain(",'=cmd|x,");
    expect(row).toContain(`,"'@a ""b"",c",`);
    expect(end).toBe('');
  });
});

describe('anchors', () => {
  it('are written and read as SEQ:HASH', () => {
    const anchor = { seq: 12, hash: 'ab'.repeat(32) };
    expect(parseAnchor(formatAnchor(anchor))).toEqual(anchor);
    expect(parseAnchor(` 12:${'AB'.repeat(32)} `)).toEqual(anchor);
    for (const text of ['', '12', `x:${anchor.hash}`, '12:abc'])
      expect(parseAnchor(text)).toBeNull();
  });

  it('are signed with a PEM or a seed, and with nothing else', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const key = readAnchorKey(pem);
    const anchor = { seq: 1, hash: 'a', at: 5 };
    const signature = key?.sign(`ym-anchor-v1\n1\na\n5`) ?? null;
    expect(key?.isSignedBy({ ...anchor, signature })).toBe(true);
    expect(key?.isSignedBy({ ...anchor, at: 6, signature })).toBe(false);
    expect(readAnchorKey(pem.replaceAll('\n', '\\n'))?.publicKey).toBe(
      key?.publicKey,
    );
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    for (const text of [
      '',
      'short',
      'x'.repeat(44),
      rsa.export({ format: 'pem', type: 'pkcs8' }) as string,
    ])
      expect(readAnchorKey(text)).toBeNull();
  });
});

describe('what is written', () => {
  it('holds no secret', async () => {
    const redacting = openSqliteStores(
      join(folder, 'redacting.db'),
      () => NOON,
      (text) => text.replaceAll('hunter2', '[redacted]'),
    );
    const record = await redacting.audit.append({
      ...entry,
      code: 'hunter2',
      detail: { reason: 'the password is hunter2', hunter2: ['hunter2'] },
    });
    expect(JSON.stringify(record)).not.toContain('hunter2');
    await redacting.close();
  });

  it('is refused where the head is missing, so that the action does not happen', async () => {
    tamper('delete from audit_head');
    await expect(stores.audit.append(entry)).rejects.toThrow(/no head/);
    const lock = stores.deploys.change(
      [{ service: '*', environment: '*' }],
      (tx) => tx.audit(entry),
    );
    await expect(lock).rejects.toThrow(/no head/);
  });
});

import assert from 'node:assert/strict';
import type { AuditEntry, AuditLog } from '../../audit/audit.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { ANN, BEN } from '../deploys/records.ts';
import type { ContractCase } from './contract.ts';

const entry: AuditEntry = {
  action: 'lock.taken',
  actor: ANN,
  decision: 'accepted',
  target: 'client/production',
};

/** What every `AuditLog` does. */
export const auditContract: readonly ContractCase<AuditLog>[] = [
  {
    name: 'begins with a genesis and links every record to the one before',
    async check(audit) {
      assert.deepEqual(await audit.auditHead(), {
        seq: 0,
        hash: '0'.repeat(64),
      });
      const record = await audit.append({
        ...entry,
        code: 'locked_scope',
        detail: { n: 1 },
      });
      assert.equal(record.seq, 2);
      const [genesis, stored] = await audit.auditAfter(0, 10);
      assert.equal(genesis?.action, 'audit.genesis');
      assert.equal(genesis?.prev, '0'.repeat(64));
      assert.equal(stored?.prev, genesis?.hash);
      assert.deepEqual(stored, record);
      assert.deepEqual(await audit.auditHead(), { seq: 2, hash: record.hash });
      assert.deepEqual(await audit.auditAfter(2, 10), []);
    },
  },
  {
    name: 'appends from many callers at once without a fork',
    async check(audit) {
      await Promise.all(Array.from({ length: 40 }, () => audit.append(entry)));
      const verified = await verifyAudit(audit);
      assert.equal(verified.kind, 'intact');
      assert.equal((await audit.auditHead())?.seq, 41);
    },
  },
  {
    name: 'lists by each part of a filter, newest first',
    async check(audit) {
      const first = await audit.append(entry);
      await audit.append({ ...entry, actor: BEN, action: 'lock.released' });
      await audit.append({ ...entry, target: 'api/staging' });
      const seqs = async (...args: Parameters<AuditLog['listAudit']>) =>
        (await audit.listAudit(...args)).map(({ seq }) => seq);
      assert.deepEqual(await seqs({}, 10), [4, 3, 2, 1]);
      assert.deepEqual(await seqs({}, 10, 3), [2, 1]);
      assert.deepEqual(await seqs({}, 2), [4, 3]);
      assert.deepEqual(await seqs({ target: 'client/production' }, 10), [3, 2]);
      assert.deepEqual(await seqs({ actorId: BEN.id }, 10), [3]);
      assert.deepEqual(await seqs({ action: 'lock.taken' }, 10), [4, 2]);
      assert.deepEqual(await seqs({ since: first.at + 1e9 }, 10), []);
      assert.deepEqual(await seqs({ until: first.at }, 10), []);
    },
  },
  {
    name: 'erases a name without breaking the chain',
    async check(audit) {
      const record = await audit.append(entry);
      const key = `${ANN.kind}:${ANN.id}`;
      assert.equal((await audit.actorNames([record])).get(key), 'Ann');
      await audit.eraseName(ANN);
      assert.equal((await audit.actorNames([record])).size, 0);
      assert.equal((await audit.actorNames([])).size, 0);
      assert.equal((await verifyAudit(audit)).kind, 'intact');
      assert.ok(!record.body.includes('Ann'));
    },
  },
  {
    name: 'keeps one anchor per head',
    async check(audit) {
      const record = await audit.append(entry);
      const first = await audit.anchor((text) => `signed ${text.length}`);
      assert.equal(first.hash, record.hash);
      assert.match(first.signature ?? '', /^signed/);
      assert.deepEqual(await audit.anchor(), first);
      assert.deepEqual(await audit.auditAnchors(), [first]);
    },
  },
  {
    name: 'gives back the very text that was hashed, whatever characters it has',
    async check(audit) {
      const text = 'a\ud800b\0c é e\u0301 \u2028 👩‍🚀 "\\';
      await audit.append({
        ...entry,
        actor: { ...ANN, id: text },
        detail: { text, [text]: [text, 1.5, null] },
      });
      assert.equal((await verifyAudit(audit)).kind, 'intact');
    },
  },
];

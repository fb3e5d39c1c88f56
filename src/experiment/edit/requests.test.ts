import { describe, expect, it } from 'vitest';
import { noiseRequests, textRequests } from './new-request.ts';
import {
  addRequests,
  changeRequest,
  duplicateRequest,
  idsOf,
  moveRequest,
  removeRequest,
  renameRequest,
} from './requests.ts';
import { batches, company, edited, refusals } from './testing/sound.ts';

describe('requests', () => {
  it('adds a batchmate to the arms in company and a probe to all, named anew', () => {
    const [mate] = noiseRequests(company, [{ kind: 'spam', seed: 7, tokens: 4 }]);
    const withMate = edited(addRequests(company, [mate], 'probe'));
    expect(mate).toMatchObject({ id: 'spam-3', maxNewTokens: 8, ignoreEos: true });
    expect(idsOf(withMate)).toEqual(['probe', 'spam-3', 'spam-1', 'spam-2']);
    expect(batches(withMate)).toEqual({
      alone: ['probe'],
      company: ['probe', 'spam-3', 'spam-1', 'spam-2'],
      // Not in the list's order, so it keeps its own.
      reversed: ['spam-2', 'probe', 'spam-1', 'spam-3'],
    });
    const withProbe = edited(addRequests(company, textRequests(company, ['Ho'], 'probe')));
    expect(batches(withProbe).alone).toEqual(['probe', 'probe-1']);
  });

  it('duplicates right after the original, in its arms', () => {
    const twice = edited(duplicateRequest(company, 'spam-1'));
    expect(idsOf(twice)).toEqual(['probe', 'spam-1', 'spam-3', 'spam-2']);
    expect(batches(twice).reversed).toEqual(['spam-2', 'probe', 'spam-1', 'spam-3']);
    expect(idsOf(edited(duplicateRequest(company, 'probe')))).toContain('probe-2');
  });

  it('moves in the list, and in the arms that keep its order', () => {
    const moved = edited(moveRequest(company, 'spam-2', 0));
    expect(batches(moved)).toEqual({
      alone: ['probe'],
      company: ['spam-2', 'probe', 'spam-1'],
      reversed: ['spam-2', 'probe', 'spam-1'],
    });
    expect(edited(moveRequest(moved, 'spam-2', 99)).arms).toEqual(
      company.arms.map((arm) =>
        // By now this arm keeps the list's order too.
        arm.name === 'reversed' ? { ...arm, requests: ['probe', 'spam-1', 'spam-2'] } : arm,
      ),
    );
  });

  it('removes from every arm, and says which arm would lose its only probe', () => {
    expect(batches(edited(removeRequest(company, 'spam-2'))).reversed).toEqual(['probe', 'spam-1']);
    expect(refusals(removeRequest(company, 'probe'))).toContain(
      'arm "company", requests: expected at least one probe, found none',
    );
    expect(refusals(removeRequest(company, 'nobody'))).toEqual([
      'requests: expected the name of a request, found "nobody"',
    ]);
  });

  it('renames in every arm', () => {
    const renamed = edited(renameRequest(company, 'probe', 'needle'));
    expect(batches(renamed).reversed).toEqual(['spam-2', 'needle', 'spam-1']);
    expect(refusals(renameRequest(company, 'spam-1', 'a b'))[0]).toMatch(
      /^request "a b", id: expected 1 to 64/,
    );
    expect(refusals(renameRequest(company, 'spam-1', 'spam-2'))).toContain(
      'request "spam-2", id: expected a new name, found "spam-2" again',
    );
  });

  it('replaces one source of the prompt by another', () => {
    const text = edited(changeRequest(company, 'spam-1', { prompt: 'words' })).requests[1];
    expect(text).toMatchObject({ prompt: 'words' });
    expect(text).not.toHaveProperty('noise');
    const ids = edited(changeRequest(company, 'spam-1', { promptIds: [1, 2] })).requests[1];
    expect(ids).toMatchObject({ promptIds: [1, 2] });
  });

  it('refuses values by field and reason, and leaves untouched requests as they are', () => {
    expect(refusals(changeRequest(company, 'probe', { maxNewTokens: 0 }))).toEqual([
      'request "probe", maxNewTokens: expected at least 1, found 0',
    ]);
    expect(refusals(changeRequest(company, 'spam-1', { role: 'probe' }))).toEqual([
      'request "spam-1", noise: a probe may not be generated noise',
    ]);
    expect(refusals(changeRequest(company, 'probe', { bos: false, prompt: '' }))).toEqual([
      'request "probe", prompt: an empty prompt needs bos, found bos false',
    ]);
    const late = edited(changeRequest(company, 'spam-1', { arrival: 12 }));
    expect(late.requests[0]).toBe(company.requests[0]);
    expect(late.arms[0]).toBe(company.arms[0]);
  });
});

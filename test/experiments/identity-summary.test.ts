import { expect, test } from 'vitest';
import type { Identity } from '../../src/model/records.ts';
import { identity } from '../../src/experiments/identity/experiment.ts';
import { summarise } from '../../src/summary/summarise.ts';
import { cell, echo, HOST_BOOT, round, runOf, said } from '../summary/tiny-run.ts';

const identityOf = (instances: Partial<Identity>[]) =>
  summarise(
    runOf(
      round({
        round: 0,
        cell: cell('vm', instances.length),
        extra: instances.map((identity, instance) => said(0, instance, identity)),
      }),
    ),
    [echo, identity],
  ).identities[0];

test('containers with names and addresses of their own share the host’s kernel: one system to patch', () => {
  expect(
    identityOf([
      { hostname: 'a', address: '172.17.0.2' },
      { hostname: 'b', address: '172.17.0.3' },
    ]),
  ).toMatchObject({ distinctHostnames: 2, distinctAddresses: 2, kernel: 'shared', systemsToPatch: 1 });
});

test('each VM boots a kernel of its own: one system to patch each, and the host', () => {
  expect(identityOf([{ bootId: 'v1' }, { bootId: 'v2' }, { bootId: 'v3' }])).toMatchObject({
    kernel: 'own',
    systemsToPatch: 4,
  });
});

test('a VM with the host’s kernel release still has its own kernel', () => {
  expect(identityOf([{ bootId: 'v1', kernel: '6.1' }])).toMatchObject({ kernel: 'own', systemsToPatch: 2 });
});

test('sandboxes without a boot id run one application kernel from one binary: one more system to patch', () => {
  expect(
    identityOf([
      { bootId: '', kernel: '4.4.0' },
      { bootId: '', kernel: '4.4.0' },
    ]),
  ).toMatchObject({ kernel: 'own', systemsToPatch: 2 });
});

test('without a boot id, the host’s kernel release means the host’s kernel', () => {
  expect(identityOf([{ bootId: '', kernel: '6.1' }])).toMatchObject({ kernel: 'shared', systemsToPatch: 1 });
});

test('equal hostnames are one, and empty texts are none', () => {
  expect(identityOf([{ hostname: 'h' }, { hostname: 'h' }, { hostname: '' }])).toMatchObject({
    distinctHostnames: 1,
    distinctAddresses: 0,
  });
});

test('instances that could not name a kernel make no claim', () => {
  expect(identityOf([{ bootId: '', kernel: '' }])).toBeUndefined();
});

test('only instances of one round stand side by side: the round with most of them', () => {
  const records = [
    ...round({ round: 0, cell: cell('vm'), extra: [said(0, 0, { hostname: 'alone' })] }),
    ...round({
      round: 1,
      cell: cell('vm', 2),
      extra: [said(1, 0, { hostname: 'a' }), said(1, 1, { hostname: 'b' })],
    }),
    ...round({
      round: 2,
      repetition: 1,
      cell: cell('vm', 2),
      extra: [said(2, 0, { hostname: 'c', bootId: HOST_BOOT }), said(2, 1, { hostname: 'd' })],
    }),
  ];
  expect(
    summarise(runOf(records), [echo, identity]).identities[0]!.instances.map(({ hostname }) => hostname),
  ).toEqual(['a', 'b']);
});

import { catalogue, Samples } from '../metric-catalogue.ts';

const WORK =
  'completion lines of the builtin worker, stamped by the harness: a fixed count of shell arithmetic in user mode, in a closed loop';

export const sharingMetrics = {
  'sharing.rate.alone': {
    title: 'work rate alone',
    unit: 'per second',
    better: 'higher',
    definition: 'quanta completed per second by one instance with the host to itself',
    source: WORK,
  },
  'sharing.rate.total': {
    title: 'total work rate',
    unit: 'per second',
    better: 'higher',
    definition: 'sum of the work rates of all instances',
    source: WORK,
  },
  'sharing.efficiency': {
    title: 'efficiency',
    unit: 'ratio',
    better: 'higher',
    definition: 'total work rate ÷ (rate alone × the smaller of N and the number of cores)',
    source: WORK,
  },
  'sharing.jain': {
    title: "Jain's fairness index",
    unit: 'ratio',
    better: 'higher',
    definition: '(Σ rate)² ÷ (N · Σ rate²): 1 when all got the same',
    source: WORK,
  },
  'sharing.minShare': {
    title: 'smallest share',
    unit: 'ratio',
    better: 'higher',
    definition: 'smallest work rate ÷ mean work rate',
    source: WORK,
  },
  'sharing.maxShare': {
    title: 'largest share',
    unit: 'ratio',
    better: 'lower',
    definition: 'largest work rate ÷ mean work rate',
    source: WORK,
  },
  'sharing.idle': {
    title: 'CPU used by one idle instance',
    unit: 'cores',
    better: 'lower',
    definition:
      'CPU seconds per second of every scope of the instances while they do nothing ÷ N, at the highest overcommit',
    source: 'cgroup CPU accounting, or schedstat of the processes that are in no cgroup of the instance',
  },
  'sharing.weight': {
    title: 'CPU weight, got ÷ asked',
    unit: 'ratio',
    better: 'neither',
    definition:
      'share of one CPU that the heavier of two instances got ÷ the share that its weight asks for; 1 is exact',
    source: WORK,
  },
  'sharing.quota': {
    title: 'CPU quota, got ÷ asked',
    unit: 'ratio',
    better: 'neither',
    definition: '(rate with the quota ÷ rate without) ÷ the quota in cores; 1 is exact',
    source: WORK,
  },
  'sharing.throttled': {
    title: 'time held back by the quota',
    unit: 'ratio',
    better: 'neither',
    definition: 'seconds during which the instance was throttled ÷ seconds observed',
    source: 'throttled_time of cpu.stat',
  },
} as const;

export type SharingMetric = keyof typeof sharingMetrics;
export const sharingCatalogue = catalogue<SharingMetric>(sharingMetrics);

export type SharingSample = 'sharing.rate' | 'sharing.idle' | 'sharing.throttled' | 'sharing.alone';

export const sharingSamples = new Samples<SharingSample>();

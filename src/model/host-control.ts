/**
 * Small fixed work directly on the host, timed before every round: arithmetic, and starting a process.
 */
export const HOST_CONTROLS = ['host.control.work', 'host.control.spawn'] as const;

export type HostControl = (typeof HOST_CONTROLS)[number];

import type Dockerode from 'dockerode';
import type { PreparedImage } from '../../image/image.ts';
import type { DriverContext, Instance, LaunchSpec } from '../driver.ts';
import type { Engine } from './engine.ts';
import type { DockerOptions } from './options.ts';

export interface LaunchRequest {
  readonly context: DriverContext;
  readonly engine: Engine;
  readonly options: DockerOptions;
  /**
   * The variant's hardening in the engine's terms, put together once: reading a profile is not part of a
   * launch.
   */
  readonly hardening: Dockerode.HostConfig;
  readonly image: PreparedImage;
  readonly name: string;
  readonly spec: LaunchSpec;
  readonly onRemoved: (instance: Instance) => void;
}

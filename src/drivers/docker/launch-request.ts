import type { PreparedImage } from '../../image/image.ts';
import type { DriverContext, LaunchSpec } from '../driver.ts';
import type { Engine } from './engine.ts';
import type { DockerOptions } from './options.ts';

export interface LaunchRequest {
  readonly context: DriverContext;
  readonly engine: Engine;
  readonly options: DockerOptions;
  readonly image: PreparedImage;
  readonly name: string;
  readonly spec: LaunchSpec;
  readonly signal: AbortSignal;
}

/**
 * The part of jstat 1.9 that student-t.ts, exact-share.ts and the simulations use; the package ships no
 * types.
 */
declare module 'jstat' {
  const jstat: {
    readonly studentt: {
      cdf(x: number, degreesOfFreedom: number): number;
      inv(p: number, degreesOfFreedom: number): number;
    };
    readonly noncentralt: {
      cdf(x: number, degreesOfFreedom: number, noncentrality: number): number;
    };
    readonly beta: {
      inv(p: number, alpha: number, beta: number): number;
    };
  };
  export default jstat;
}

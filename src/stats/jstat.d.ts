/** The part of jstat 1.9 that student-t.ts uses; the package ships no types. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: {
      cdf(x: number, degreesOfFreedom: number): number;
      inv(p: number, degreesOfFreedom: number): number;
    };
  };
  export default jstat;
}

import { withMats } from './opencv.ts';
import type { Mat, OpenCv } from './opencv.ts';

/**
 * An 8-bit plane under a Gaussian of `sigma` px, in place, cut at three sigma as OpenCV does for 8 bits.
 * It goes through float32: the WebAssembly build has no vector instructions, and its 8-bit fixed-point filter
 * takes three to four times as long.
 */
export function smoothPlane(cv: OpenCv, plane: Mat, sigma: number): void {
  if (sigma <= 0) return;
  withMats(cv, (keep) => {
    const exact = keep(new cv.Mat());
    plane.convertTo(exact, cv.CV_32F);
    const side = 2 * Math.round(3 * sigma) + 1;
    cv.GaussianBlur(exact, exact, new cv.Size(side, side), sigma);
    exact.convertTo(plane, cv.CV_8U);
  });
}

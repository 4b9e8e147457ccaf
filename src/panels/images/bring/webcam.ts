/** The webcam: opened, read frame by frame, and let go. Pictures stay on the page. */
import { messageOf } from '../../../core/errors';

/** Frames are kept no larger than this, pixels: far more than any working size. */
const MOST_SIDE = 640;

/** What a person can do where the webcam can't be opened. */
export function webcamProblem(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'The browser was not allowed to use the webcam. Allow it at the left of the address and start it again.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'There is no webcam. Connect one and start it again, or paste images.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The webcam can’t be read: another program may be using it. Close that and start it again.';
    default:
      return `The webcam can’t be used: ${messageOf(error)}`;
  }
}

/**
 * Asks for the webcam. The question to the person cannot be taken back: where the answer comes after `signal`, the camera is let go again.
 * @throws what `webcamProblem` puts into words; the signal's reason where it was given meanwhile
 */
export async function openWebcam(signal: AbortSignal): Promise<MediaStream> {
  // Absent on pages that come neither over https nor from this machine.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (!devices?.getUserMedia) throw new Error('this page must be opened over https, or from this machine.');
  const stream = await devices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } }, audio: false });
  if (signal.aborted) closeWebcam(stream);
  signal.throwIfAborted();
  return stream;
}

export function closeWebcam(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The present frame as a JPEG file; undefined while there is none. */
export async function grabFrame(video: HTMLVideoElement): Promise<File | undefined> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return undefined;
  const scale = Math.min(1, MOST_SIDE / Math.max(videoWidth, videoHeight));
  const canvas = new OffscreenCanvas(Math.round(videoWidth * scale), Math.round(videoHeight * scale));
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) return undefined;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  return new File([blob], 'frame.jpg', { type: 'image/jpeg' });
}

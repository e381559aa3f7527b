import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../electron/transport/codec.ts';
import { connect } from '../../../electron/transport/connect.ts';
import { portPair } from '../../../electron/transport/in-process-port.ts';
import { serve } from '../../../electron/transport/serve.ts';
import { streamPort } from '../../../electron/transport/stream-port.ts';
import { createTinyEngine, testPhoto } from '../../support/tiny-engine.ts';

describe('connect', () => {
  const wrong = () => {
    const engine = createTinyEngine();
    const photo = testPhoto('a.png', 16);
    engine.handlers['photo.view'] = () =>
      Promise.resolve({ ...photo, pixels: { ...photo.pixels, width: -1 } });
    const [near, far] = portPair();
    serve(engine, far);
    return near;
  };

  it('checks results against the contract and names the field', async () => {
    const call = connect(wrong()).call('photo.view', { file: 'a.png', maxSize: 16 });
    await expect(call).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/photo\.view.*pixels\.width/) as string,
    });
  });

  it('passes them on unchecked where it is told so', async () => {
    const client = connect(wrong(), { checkResults: false });
    const { pixels } = await client.call('photo.view', { file: 'a.png', maxSize: 16 });
    expect(pixels.width).toBe(-1);
  });

  it('leaves out events that the contract does not know', async () => {
    const [near, far] = portPair();
    const client = connect(near);
    const seen: string[] = [];
    client.onEvent(({ name }) => seen.push(name));
    far.send({ kind: 'event', name: 'toString', payload: {} });
    far.send({ kind: 'event', name: 'run.state', payload: { state: 'dreaming' } });
    far.send({ kind: 'event', name: 'log.message', payload: { level: 'info', message: 'hello' } });
    await expect.poll(() => seen).toEqual(['log.message']);
  });
});

describe('serve', () => {
  it('passes on the progress that completes a call, however soon it comes', async () => {
    const engine = createTinyEngine();
    const photo = testPhoto('a.png', 16);
    engine.handlers['photo.view'] = (_payload, { progress }) => {
      for (let done = 0; done <= 50; done++) progress({ done, total: 50, message: '', secondsLeft: null });
      return Promise.resolve(photo);
    };
    const [near, far] = portPair();
    serve(engine, far);
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }) => seen.push(done);
    await connect(near).call('photo.view', { file: 'a.png', maxSize: 16 }, { onProgress });
    expect(seen).toEqual([0, 50]);
  });
});

describe('streamPort', () => {
  function open() {
    const stream = new PassThrough();
    const port = streamPort(stream);
    const seen: unknown[] = [];
    port.onMessage((message) => seen.push(message));
    return { stream, port, seen };
  }
  const frame = (message: unknown) => {
    const body = encodeMessage(message);
    const header = Buffer.alloc(4);
    header.writeUInt32LE(body.length);
    return Buffer.concat([header, body]);
  };

  it('finds messages however the bytes are cut', async () => {
    const messages = [{ a: 1 }, 'two', new Uint8Array([3, 3, 3]), [], { long: 'x'.repeat(5000) }];
    const bytes = Buffer.concat(messages.map(frame));
    for (const size of [1, 3, 7, 1000, bytes.length]) {
      const { stream, seen } = open();
      for (let at = 0; at < bytes.length; at += size) stream.write(bytes.subarray(at, at + size));
      await expect.poll(() => seen).toEqual(messages);
    }
  });

  it('closes on bytes that are no message', async () => {
    const { stream, port, seen } = open();
    let closed = false;
    port.onClose(() => (closed = true));
    stream.write(Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from([0xc1, 0xc1])]));
    await expect.poll(() => closed).toBe(true);
    expect(seen).toEqual([]);
  });
});
